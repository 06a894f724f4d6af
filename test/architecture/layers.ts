/**
 * The layer table, read from docs/architecture.md so that the document cannot drift from the code.
 * A room is the longest prefix that matches a file's path. Every room may import itself.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './source-tree.js';

export interface Layer {
  readonly mayImport: readonly string[];
  readonly packages: readonly string[];
}

const codeWords = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);

export function readLayers(): Readonly<Record<string, Layer>> {
  const text = readFileSync(join(repositoryRoot, 'docs', 'architecture.md'), 'utf8');
  const table = text.slice(text.indexOf('| room in src/'));
  const layers: Record<string, Layer> = {};
  for (const line of table.split('\n').slice(2)) {
    if (!line.startsWith('|')) break;
    const [, room, , mayImport, packages] = line.split('|');
    layers[codeWords(room!)[0]!] = {
      mayImport: codeWords(mayImport!),
      packages: codeWords(packages!),
    };
  }
  return layers;
}

export const LAYERS = readLayers();

export function roomOf(path: string): string {
  const rooms = Object.keys(LAYERS).filter((room) => path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? '';
}
