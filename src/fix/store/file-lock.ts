/**
 * Keeps two owners from one session's files: the kernel's own lock on a file (flock), which ends with
 * its owner however that ends. Owns that file. Loaded only where a store is opened, for koffi costs
 * tens of milliseconds. Cold.
 */
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import koffi from 'koffi';
import { ioError, StoreError } from './store-error.js';

const flock = koffi.load(null).func('int flock(int fd, int operation)');
const LOCK_EXCLUSIVE = 2;
const LOCK_NO_WAIT = 4;

export class FileLock {
  private constructor(private readonly fd: number) {}

  /** @throws StoreError `store-in-use` where anybody, this process too, has it. */
  static take(path: string): FileLock {
    let fd: number;
    try {
      fd = openSync(path, 'a+');
    } catch (error) {
      throw ioError('store-unwritable', path, 'open', error);
    }
    if ((flock(fd, LOCK_EXCLUSIVE | LOCK_NO_WAIT) as number) !== 0) {
      closeSync(fd);
      throw new StoreError('store-in-use', `the FIX session's files are in use by ${useOf(path)}`);
    }
    // For the message above alone; the lock is the kernel's.
    ftruncateSync(fd, 0);
    writeSync(fd, `${process.pid}\n`);
    return new FileLock(fd);
  }

  release(): void {
    closeSync(this.fd);
  }
}

/** Who has it, and what to do. */
function useOf(path: string): string {
  const owner = ownerOf(path);
  return owner === String(process.pid)
    ? `this process (${path}): it has two sessions of one version, sender and target; leave one out, or give it other CompIDs`
    : `process ${owner} (${path}): end that process, or give this one a store of its own (fix.storePath)`;
}

const ownerOf = (path: string): string => readFileSync(path, 'utf8').trim() || 'unknown';
