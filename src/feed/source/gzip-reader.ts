/**
 * A gzip file's content. Owns the inflater (zlib works on libuv's threads) and a small queue of its
 * output; must never lose what was good before damage. Feed thread, asynchronous. It allocates per
 * inflated block, not per message.
 */
import type { FileHandle } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { readFileAt, type ByteReader } from './byte-reader.js';
import { FeedError } from './feed-error.js';

const COMPRESSED_CHUNK_BYTES = 64 * 1024;
const INFLATED_CHUNK_BYTES = 256 * 1024;

/** Inflates piece by piece; its output collects in `blocks`. */
class Inflater {
  readonly blocks: Buffer[] = [];
  failure: Error | undefined;
  private readonly gunzip: Gunzip;

  constructor() {
    this.gunzip = createGunzip({ chunkSize: INFLATED_CHUNK_BYTES });
    this.gunzip.on('data', (block: Buffer) => this.blocks.push(block));
    this.gunzip.on('error', (error) => (this.failure = error));
  }

  /** @returns whether the piece was good; its output is in `blocks` then. */
  feed(piece: Uint8Array): Promise<boolean> {
    return this.settle((done) => this.gunzip.write(piece, done));
  }

  /** The compressed input is over. @returns whether it was complete. */
  end(): Promise<boolean> {
    return this.settle((done) => {
      this.gunzip.once('end', done);
      this.gunzip.end();
    });
  }

  private async settle(start: (done: () => void) => void): Promise<boolean> {
    await new Promise<void>((resolve) => {
      this.gunzip.once('error', () => resolve());
      start(() => resolve());
    });
    this.gunzip.removeAllListeners('error');
    this.gunzip.on('error', (error) => (this.failure = error));
    return this.failure === undefined;
  }

  close(): void {
    this.gunzip.destroy();
  }
}

export class GzipReader implements ByteReader {
  fileBytesRead = 0;
  private readonly compressed = new Uint8Array(COMPRESSED_CHUNK_BYTES);
  private readonly inflater = new Inflater();
  private block: Uint8Array = new Uint8Array(0);
  private blockAt = 0;
  private inflatedBytes = 0;
  private failure: FeedError | undefined;
  private isOver = false;

  constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
  ) {}

  async read(target: Uint8Array, at: number, limit: number): Promise<number> {
    let filled = 0;
    while (filled < limit) {
      if (this.blockAt === this.block.length && !(await this.nextBlock(filled > 0))) break;
      const part = this.block.subarray(this.blockAt, this.blockAt + limit - filled);
      target.set(part, at + filled);
      this.blockAt += part.length;
      filled += part.length;
    }
    return filled;
  }

  /** @param holdFailure leave a failure for the next call: there are good bytes to hand out first. */
  private async nextBlock(holdFailure: boolean): Promise<boolean> {
    while (this.inflater.blocks.length === 0 && !this.isOver) await this.inflateMore();
    const block = this.inflater.blocks.shift();
    if (block !== undefined) {
      this.block = block;
      this.blockAt = 0;
      this.inflatedBytes += block.length;
      return true;
    }
    if (this.failure !== undefined && !holdFailure) throw this.failure;
    return false;
  }

  private async inflateMore(): Promise<void> {
    const position = this.fileBytesRead;
    const count = await readFileAt(
      this.handle,
      this.file,
      this.compressed,
      0,
      COMPRESSED_CHUNK_BYTES,
      position,
    );
    this.fileBytesRead += count;
    if (count === 0) {
      this.isOver = true;
      if (!(await this.inflater.end())) this.failure = this.failed('truncated', position);
      this.inflater.close();
    } else if (!(await this.inflater.feed(this.compressed.subarray(0, count)))) {
      this.isOver = true;
      await this.salvage(position, count);
    }
  }

  /**
   * zlib drops what the damaged piece yielded before the damage. Inflate anew up to that piece, then
   * byte by byte: everything before the damage comes out, and the damaged byte is known.
   */
  private async salvage(pieceStart: number, pieceBytes: number): Promise<void> {
    const inflater = new Inflater();
    const handedOut =
      this.inflatedBytes + this.inflater.blocks.reduce((sum, block) => sum + block.length, 0);
    const buffer = new Uint8Array(COMPRESSED_CHUNK_BYTES);
    let position = 0;
    let skip = handedOut;
    const collect = (): void => {
      for (const block of inflater.blocks.splice(0)) {
        if (skip < block.length) this.inflater.blocks.push(block.subarray(skip));
        skip = Math.max(0, skip - block.length);
      }
    };
    while (position < pieceStart) {
      const limit = Math.min(buffer.length, pieceStart - position);
      const count = await readFileAt(this.handle, this.file, buffer, 0, limit, position);
      if (count === 0) break;
      await inflater.feed(buffer.slice(0, count));
      position += count;
      collect();
    }
    for (let i = 0; i < pieceBytes && inflater.failure === undefined; i++) {
      if (await inflater.feed(this.compressed.slice(i, i + 1))) position++;
      collect();
    }
    inflater.close();
    this.failure = this.failed('damaged-compression', position);
  }

  private failed(code: 'truncated' | 'damaged-compression', position: number): FeedError {
    const what = code === 'truncated' ? 'the gzip stream is cut off' : 'the gzip stream is damaged';
    return new FeedError({
      code,
      message: `${this.file}: ${what} at byte ${position} of the compressed file`,
      file: this.file,
      byteOffset: position,
    });
  }
}
