/**
 * The files of one recording: the one that was named, and the parts that follow it when it outgrows
 * its limit. Owns their names. Cold, any thread.
 */
import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';

/** `day.bcr`, `day.part2.bcr`, `day.part3.bcr` … */
export function partPath(path: string, part: number): string {
  if (part === 1) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}.part${part}${ext}`);
}

/** @returns the highest part that exists, without a hole before it; 0: there is none. */
export function lastPartOf(path: string): number {
  let part = 0;
  while (existsSync(partPath(path, part + 1))) part++;
  return part;
}
