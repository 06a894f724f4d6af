/** What a session's files cannot do, in words for the operator: the file, why, and the way out. Any thread. */

export type StoreErrorCode =
  'store-in-use' | 'store-damaged' | 'store-not-ours' | 'store-unreadable' | 'store-unwritable';

export class StoreError extends Error {
  constructor(
    readonly code: StoreErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'StoreError';
  }
}

const WAYS_OUT: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space',
  EDQUOT: 'free some space, or raise the quota',
  EACCES: 'give this user the right to read and write there',
  EPERM: 'give this user the right to read and write there',
  EROFS: 'name a folder of another file system, this one is read-only',
  ENOTDIR: 'name a folder, a part of this path is a file',
  EMFILE: 'raise the limit of open files (ulimit -n)',
};

/** @param doing what was tried, as in `cannot DOING PATH`. */
export function ioError(
  code: Extract<StoreErrorCode, 'store-unreadable' | 'store-unwritable'>,
  path: string,
  doing: string,
  error: unknown,
): StoreError {
  const { code: errno = '', message } = error as NodeJS.ErrnoException;
  const wayOut = WAYS_OUT[errno] ?? 'look at the disk and its file system';
  return new StoreError(code, `cannot ${doing} ${path}: ${errno || message}; ${wayOut}`);
}
