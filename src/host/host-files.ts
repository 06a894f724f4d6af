/**
 * The host's own account of itself: /proc, /sys and their like, below a root that tests choose. Owns the
 * translation of a file that cannot be read into a reason; must never write. Cold.
 */
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { HostUnknown } from './host-unknown.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
};

function unknown(path: string, error: unknown): HostUnknown {
  const code = String((error as NodeJS.ErrnoException).code);
  return new HostUnknown(`${path} ${REASONS[code] ?? `cannot be read (${code})`}`);
}

export class HostFiles {
  constructor(private readonly root = '/') {}

  /** Without white space around it. @throws HostUnknown */
  text(path: string): string {
    try {
      return readFileSync(join(this.root, path), 'utf8').trim();
    } catch (error) {
      throw unknown(path, error);
    }
  }

  /** undefined where it cannot be read. */
  textIfAny(path: string): string | undefined {
    try {
      return this.text(path);
    } catch {
      return undefined;
    }
  }

  /** @throws HostUnknown, also when it is no number */
  number(path: string): number {
    const text = this.text(path);
    if (!/^-?\d+$/.test(text)) throw new HostUnknown(`${path} is no number: ${text}`);
    return Number(text);
  }

  /** The first group of the pattern. @throws HostUnknown when nothing matches */
  match(path: string, pattern: RegExp): string {
    const found = pattern.exec(this.text(path))?.[1];
    if (found === undefined) throw new HostUnknown(`${path} does not say`);
    return found;
  }

  /** Names in a folder. @throws HostUnknown */
  names(path: string): readonly string[] {
    try {
      return readdirSync(join(this.root, path));
    } catch (error) {
      throw unknown(path, error);
    }
  }

  /** Bytes of the file system at a folder. @throws HostUnknown */
  fileSystemBytes(path: string): number {
    try {
      const { blocks, bsize } = statfsSync(join(this.root, path));
      return blocks * bsize;
    } catch (error) {
      throw unknown(path, error);
    }
  }
}
