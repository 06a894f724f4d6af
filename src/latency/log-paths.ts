/** Files that are meant by a path: itself, or the logs in a folder. Cold. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LatencyLogError } from './latency-log.js';

export const isLogName = (name: string): boolean => /\.hlog(\.gz)?$/.test(name);

/** By name, which for our own logs is by time. @throws errors of the file system as LatencyLogError. */
export async function logPaths(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) found.push(...(await logsAt(path)));
  return found;
}

async function logsAt(path: string): Promise<string[]> {
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file or folder' : error.message;
    throw new LatencyLogError(`${path}: ${why}`);
  });
  if (entry.isFile()) return [path];
  if (!entry.isDirectory()) {
    throw new LatencyLogError(
      `${path}: a log is read twice, so it must be a file; write it into one`,
    );
  }
  const names = (await readdir(path)).filter(isLogName).sort();
  if (names.length === 0) {
    throw new LatencyLogError(
      `${path}: no .hlog file in this folder; latency.logDir tells a server where to write them`,
    );
  }
  return names.map((name) => join(path, name));
}
