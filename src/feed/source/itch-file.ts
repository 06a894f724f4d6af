/**
 * An ITCH file as two alternating buffers: while one is parsed, the next chunk is read into the
 * other. Owns the buffers and the carry (the tail of a message cut by a chunk's end, moved in front
 * of the next chunk); must never parse. Feed thread.
 *
 *   buffer   [ … carry ][ chunk                    ]
 *                      ↑ CARRY_BYTES
 */
import { open, type FileHandle } from 'node:fs/promises';
import { PlainReader, readFileAt, type ByteReader } from './byte-reader.js';
import { FeedError } from './feed-error.js';
import { GzipReader } from './gzip-reader.js';

export const CHUNK_BYTES_DEFAULT = 1024 * 1024;
/** Room for the longest message and its prefix, cut anywhere. */
const CARRY_BYTES = 128;

const GZIP_MAGIC = [0x1f, 0x8b];

class ChunkBuffer {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  constructor(chunkBytes: number) {
    this.bytes = new Uint8Array(CARRY_BYTES + chunkBytes);
    this.view = new DataView(this.bytes.buffer);
  }
}

type Prefetched = { readonly count: number } | { readonly error: FeedError };

export class ItchFile {
  /** Parse `bytes[at, end)`; move `at` forward. */
  bytes: Uint8Array;
  view: DataView;
  at = CARRY_BYTES;
  end = CARRY_BYTES;
  /** No chunk will follow. */
  isLast = false;
  /** Why no chunk will follow, when it is not the end of the file. */
  failure: FeedError | undefined;
  private spare: ChunkBuffer;
  private current: ChunkBuffer;
  private startOffset = -CARRY_BYTES;
  private handle: FileHandle | undefined;
  private reader: ByteReader | undefined;
  private prefetched: Promise<Prefetched> | undefined;
  private fileBytes = 0;

  constructor(
    readonly file: string,
    private readonly chunkBytes = CHUNK_BYTES_DEFAULT,
  ) {
    this.current = new ChunkBuffer(chunkBytes);
    this.spare = new ChunkBuffer(chunkBytes);
    this.bytes = this.current.bytes;
    this.view = this.current.view;
  }

  /** Opens the file, tells gzip by its content, and reads the first chunk. @throws FeedError. */
  async open(): Promise<void> {
    const { file } = this;
    try {
      this.handle = await open(file, 'r');
      const stat = await this.handle.stat();
      if (stat.isDirectory()) throw new Error('it is a directory');
      this.fileBytes = stat.size;
    } catch (cause) {
      await this.close();
      const message = `${file}: cannot be opened: ${(cause as Error).message}`;
      throw new FeedError({ code: 'file-unreadable', message, file, cause });
    }
    const magic = new Uint8Array(GZIP_MAGIC.length);
    const isGzip =
      (await readFileAt(this.handle, file, magic, 0, magic.length, 0)) === magic.length &&
      GZIP_MAGIC.every((byte, index) => magic[index] === byte);
    this.reader = isGzip ? new GzipReader(this.handle, file) : new PlainReader(this.handle, file);
    this.prefetch();
    await this.advance();
  }

  /** Offset of `at` in the content, after decompression. */
  get byteOffset(): number {
    return this.startOffset + this.at;
  }

  /** Bytes of the file itself. */
  get progress(): { done: number; total: number } {
    return { done: this.reader?.fileBytesRead ?? 0, total: this.fileBytes };
  }

  /** The next chunk, with what is left of this one in front of it; sets isLast when there is none. */
  async advance(): Promise<void> {
    if (this.isLast) return;
    const result = await this.prefetched!;
    if ('error' in result) {
      this.failure = result.error;
      this.isLast = true;
      return;
    }
    if (result.count === 0) {
      this.isLast = true;
      return;
    }
    const carry = this.end - this.at;
    const offset = this.byteOffset;
    const [old, fresh] = [this.current, this.spare];
    fresh.bytes.set(old.bytes.subarray(this.at, this.end), CARRY_BYTES - carry);
    [this.current, this.spare] = [fresh, old];
    this.bytes = fresh.bytes;
    this.view = fresh.view;
    this.at = CARRY_BYTES - carry;
    this.end = CARRY_BYTES + result.count;
    this.startOffset = offset - this.at;
    this.prefetch();
  }

  async close(): Promise<void> {
    await this.prefetched;
    await this.handle?.close();
    this.handle = undefined;
    this.isLast = true;
  }

  private prefetch(): void {
    this.prefetched = this.reader!.read(this.spare.bytes, CARRY_BYTES, this.chunkBytes).then(
      (count) => ({ count }),
      (error: unknown) => {
        if (error instanceof FeedError) return { error };
        throw error;
      },
    );
  }
}
