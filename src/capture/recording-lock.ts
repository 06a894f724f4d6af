/**
 * Keeps two recorders from one file: a file beside it with the number of the process that writes.
 * Owns that file; one that a dead process left is taken over. Cold, recorder thread.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ioError, RecordingError } from './recording-error.js';

export class RecordingLock {
  private constructor(private readonly path: string) {}

  /** @throws RecordingError `recording-in-use`. */
  static take(recordingPath: string): RecordingLock {
    const path = `${recordingPath}.lock`;
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw ioError(path, 'create', error);
      refuseLiving(path, recordingPath);
      writeFileSync(path, `${process.pid}\n`);
    }
    return new RecordingLock(path);
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

function refuseLiving(lockPath: string, recordingPath: string): void {
  const pid = Number(readFileSync(lockPath, 'utf8'));
  // In a container the number of a predecessor is often our own.
  const isStale = !Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid || !isAlive(pid);
  if (isStale) return;
  throw new RecordingError(
    'recording-in-use',
    `${recordingPath} is being written by process ${pid}: name another file, or delete ${lockPath} if that process is no recorder`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
