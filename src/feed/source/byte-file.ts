/**
 * A file's content in chunks, decompressed where it is Zstandard. Owns the file handle and one
 * chunk buffer; the decompressor's bounds are its own. Never parses.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { FeedError, type FeedErrorDetail } from './feed-error.js';
import { ZstdError } from './zstd/zstd-error.js';
import { looksLikeZstd, ZstdStream } from './zstd/zstd-stream.js';

export const CHUNK_BYTES = 256 * 1024;

export type ChunkTarget = (bytes: Uint8Array, from: number, to: number) => void;

export class ByteFile {
  /** Bytes of the file as it lies on the disk. */
  totalBytes = 0;
  /** Of them, read. */
  doneBytes = 0;
  /** Bytes handed on, after decompression. */
  contentBytes = 0;
  /** Why the content ended early; set once, what came before was handed on. */
  failure: FeedErrorDetail | undefined;
  private handle: FileHandle | undefined;
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private zstd: ZstdStream | undefined;
  private needsInput = true;
  private ended = false;

  constructor(readonly path: string) {}

  get atEnd(): boolean {
    return this.ended;
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
      if (looksLikeZstd(this.chunk.subarray(0, bytesRead))) this.zstd = new ZstdStream();
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
    if (!this.zstd) {
      const length = await this.readChunk();
      if (length === 0) this.ended = true;
      else this.emit(this.chunk, 0, length, target);
      return;
    }
    if (this.needsInput) {
      const length = await this.readChunk();
      if (length === 0) {
        this.endCompressed(this.zstd);
        return;
      }
      this.zstd.push(this.chunk.subarray(0, length));
      this.needsInput = false;
    }
    this.decode(this.zstd, target);
  }

  async close(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    this.ended = true;
    await handle?.close();
  }

  private emit(bytes: Uint8Array, from: number, to: number, target: ChunkTarget): void {
    this.contentBytes += to - from;
    target(bytes, from, to);
  }

  private async readChunk(): Promise<number> {
    try {
      const { bytesRead } = await this.handle!.read(this.chunk, 0, CHUNK_BYTES, this.doneBytes);
      this.doneBytes += bytesRead;
      return bytesRead;
    } catch (cause) {
      // A disk that fails halfway: what was read stays good, the rest is reported.
      this.fail(
        'file-unreadable',
        `cannot read ${this.path} at byte ${this.doneBytes}: ${String(cause)}`,
      );
      return 0;
    }
  }

  /** One block; a small file may hold a huge amount of content, so never more at once. */
  private decode(zstd: ZstdStream, target: ChunkTarget): void {
    try {
      const step = zstd.step();
      if (step === 'need-input') this.needsInput = true;
      if (step === 'output') this.emit(zstd.output, zstd.outputFrom, zstd.outputTo, target);
    } catch (error) {
      if (!(error instanceof ZstdError)) throw error;
      this.fail(
        'damaged-compression',
        `${this.path}: ${error.message} (${error.code}, compressed byte ${error.byteOffset}, content byte ${this.contentBytes})`,
      );
    }
  }

  private endCompressed(zstd: ZstdStream): void {
    this.ended = true;
    if (zstd.atFrameEnd || this.failure) return;
    this.fail(
      'truncated',
      `${this.path} is cut off at byte ${this.doneBytes}, inside the compressed block or header that begins at byte ${zstd.byteOffset} (content byte ${this.contentBytes})`,
    );
  }

  private fail(code: FeedErrorDetail['code'], message: string): void {
    this.ended = true;
    this.failure ??= { code, message, file: this.path, byteOffset: this.contentBytes };
  }
}
