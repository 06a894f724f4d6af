/**
 * Reads the memory maps that are drawn in the head comments, so that a test can hold them against
 * the constants beside them.
 *
 * A map is a title line (`name, bytes …`), then lines of `offset [ box ][ box ] … writer` and a
 * last line with the size alone. A box is `name type`, or `unused … end`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../architecture/source-tree.js';

export interface DrawnMap {
  readonly title: string;
  /** Byte offset of every named box. */
  readonly offsets: Readonly<Record<string, number>>;
  readonly writers: Readonly<Record<string, string>>;
  readonly bytes: number;
}

const TYPE_BYTES: Readonly<Record<string, number>> = { i32: 4, u32: 4, f64: 8 };
const LINE = /^\s*\*\s+(\d+)\s+(\[.*)$/;
const END = /^\s*\*\s+(\d+)$/;
const TITLE = /^\s*\*\s+([a-z ]+), bytes\b/;

export function readDrawnMaps(path: string): DrawnMap[] {
  const lines = readFileSync(join(repositoryRoot, path), 'utf8').split('\n');
  const maps: DrawnMap[] = [];
  let title: string | undefined;
  let boxes: { name: string; offset: number; writer: string }[] = [];
  let at = 0;
  for (const line of lines) {
    const titled = TITLE.exec(line);
    if (titled) {
      title = titled[1]!;
      boxes = [];
      at = 0;
      continue;
    }
    if (title === undefined) continue;
    const ended = END.exec(line);
    if (ended) {
      const bytes = Number(ended[1]);
      if (bytes !== at)
        throw new Error(`${path}: ${title} is drawn up to ${at} but ends at ${bytes}`);
      maps.push({
        title,
        offsets: Object.fromEntries(boxes.map(({ name, offset }) => [name, offset])),
        writers: Object.fromEntries(boxes.map(({ name, writer }) => [name, writer])),
        bytes,
      });
      title = undefined;
      continue;
    }
    const drawn = LINE.exec(line);
    if (!drawn) continue;
    if (Number(drawn[1]) !== at) {
      throw new Error(`${path}: ${title} has ${drawn[1]} where ${at} is next`);
    }
    const writer = drawn[2]!.slice(drawn[2]!.lastIndexOf(']') + 1).trim();
    for (const [, box] of drawn[2]!.matchAll(/\[ ([^\]]+?) \]/g)) {
      const unused = /^unused … (\d+)$/.exec(box!);
      if (unused) {
        at = Number(unused[1]);
        continue;
      }
      const [, name, type] = /^(.+) (\S+)$/.exec(box!)!;
      const bytes = TYPE_BYTES[type!];
      if (bytes === undefined) throw new Error(`${path}: ${box} has no type`);
      boxes.push({ name: name!, offset: at, writer });
      at += bytes;
    }
  }
  return maps;
}

/** A drawn name in the spelling of its constant. */
export const constantName = (drawn: string): string => drawn.toUpperCase().replaceAll(' ', '_');
