/**
 * The files of latency logs in a folder: how they are named and which are too many. Owns nothing but
 * names; deletes only files that carry a name of ours. Cold.
 */
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const NAME = /^bookcast-\d{8}T\d{9}Z-\d+\.hlog$/;

/** `bookcast-20261121T045640123Z-4711.hlog`: the names of a folder sort by time. */
export const logFileName = (startMs: number, processId: number): string =>
  `bookcast-${new Date(startMs).toISOString().replace(/[-:.]/g, '')}-${processId}.hlog`;

/** Deletes the oldest logs of the folder until `limit` are left. */
export async function deleteOldest(folder: string, limit: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - limit))) {
    await unlink(join(folder, name));
  }
}

/**
 * The folder and those above it, where they are missing. Node's own recursive mkdir never returns
 * where a parent exists and takes no entries (`/proc/a/b`).
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!(await stat(folder)).isDirectory()) throw error;
  }
}
