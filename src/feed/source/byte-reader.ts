/**
 * Bytes of a file in order, decompressed where they are compressed. Interface and the plain file;
 * gzip-reader and zstd-reader have the others. Must never parse what it reads. Feed thread, asynchronous.
 */
import type { FileHandle } from 'node:fs/promises';
import { FeedError } from './feed-error.js';

export interface ByteReader {
  /**
   * Fill `target[at, at + limit)` as far as the input allows without long waiting.
   * @returns bytes written, 0 only at the end.
   * @throws FeedError once everything good is read.
   */
  read(target: Uint8Array, at: number, limit: number): Promise<number>;
  /** Bytes of the file itself, before decompression, that were read so far. */
  readonly fileBytesRead: number;
}

export class PlainReader implements ByteReader {
  fileBytesRead = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
  ) {}

  async read(target: Uint8Array, at: number, limit: number): Promise<number> {
    let filled = 0;
    while (filled < limit) {
      let count: number;
      try {
        const room = limit - filled;
        count = await readFileAt(
          this.handle,
          this.file,
          target,
          at + filled,
          room,
          this.fileBytesRead,
        );
      } catch (error) {
        // What was read is good; the next call fails again, with nothing to lose.
        if (filled > 0) break;
        throw error;
      }
      if (count === 0) break;
      filled += count;
      this.fileBytesRead += count;
    }
    return filled;
  }
}

/** One positioned read; a failing disk becomes a FeedError that says where. */
export async function readFileAt(
  handle: FileHandle,
  file: string,
  target: Uint8Array,
  at: number,
  limit: number,
  position: number,
): Promise<number> {
  try {
    return (await handle.read(target, at, limit, position)).bytesRead;
  } catch (cause) {
    throw new FeedError({
      code: 'file-unreadable',
      message: `${file}: cannot be read at byte ${position}: ${(cause as Error).message}`,
      file,
      byteOffset: position,
      cause,
    });
  }
}
