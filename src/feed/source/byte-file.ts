/**
 * A file's content in chunks, decompressed where it is Zstandard. Owns the file handle and one
 * chunk buffer; the decompressor's bounds are its own. Never parses. Feed thread, asynchronous.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { PlainReader, type ByteReader } from './byte-reader.js';
import { FeedError, type FeedErrorDetail } from './feed-error.js';
import { looksLikeZstd } from './zstd-framing.js';
import { ZstdReader } from './zstd-reader.js';

export const CHUNK_BYTES = 256 * 1024;

export type ChunkTarget = (bytes: Uint8Array, from: number, to: number) => void;

export class ByteFile {
  /** Bytes of the file as it lies on the disk. */
  totalBytes = 0;
  /** Bytes handed on, after decompression. */
  contentBytes = 0;
  /** Why the content ended early; set once, what came before was handed on. */
  failure: FeedErrorDetail | undefined;
  private handle: FileHandle | undefined;
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private reader: ByteReader | undefined;
  private zstd: ZstdReader | undefined;
  private ended = false;

  constructor(readonly path: string) {}

  get atEnd(): boolean {
    return this.ended;
  }

  /** Of totalBytes, read. */
  get doneBytes(): number {
    return this.reader?.fileBytesRead ?? 0;
  }

  get isCompressed(): boolean {
    return this.zstd !== undefined;
  }

  /** @throws FeedError `file-unreadable` or `file-empty`. */
  async open(): Promise<void> {
    try {
      this.handle = await open(this.path, 'r');
      const stat = await this.handle.stat();
      if (stat.isDirectory()) throw new Error('it is a directory');
      this.totalBytes = stat.size;
      const { bytesRead } = await this.handle.read(this.chunk, 0, 4, 0);
      if (bytesRead === 0) {
        throw new FeedError({
          code: 'file-empty',
          message: `${this.path} is empty`,
          file: this.path,
        });
      }
      const isZstd = looksLikeZstd(this.chunk.subarray(0, bytesRead));
      if (isZstd) this.zstd = new ZstdReader(this.handle, this.path);
      this.reader = this.zstd ?? new PlainReader(this.handle, this.path);
    } catch (cause) {
      await this.close();
      if (cause instanceof FeedError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new FeedError({
        code: 'file-unreadable',
        message: `cannot read ${this.path}: ${why}`,
        file: this.path,
        cause,
      });
    }
  }

  /** Hand the next piece (up to 256 KiB) to `target`; at the end, or after a failure, nothing. */
  async read(target: ChunkTarget): Promise<void> {
    if (this.ended) return;
    const length = await this.readChunk();
    if (length === 0) this.ended = true;
    else {
      this.contentBytes += length;
      target(this.chunk, 0, length);
    }
  }

  async close(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    this.ended = true;
    this.zstd?.close();
    await handle?.close();
  }

  private async readChunk(): Promise<number> {
    try {
      return await this.reader!.read(this.chunk, 0, CHUNK_BYTES);
    } catch (error) {
      // What was read before stays good, the rest is reported. Copied, for threads pass it on.
      if (!(error instanceof FeedError)) throw error;
      const { code, message, file, byteOffset } = error;
      this.failure = { code, message, file: file ?? this.path, byteOffset: byteOffset ?? 0 };
      return 0;
    }
  }
}
