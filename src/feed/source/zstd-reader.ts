/**
 * A Zstandard file's content: finds frames and blocks, has them decoded, and hands on what was good
 * before a cut or a damage. Owns one buffer of compressed bytes and the content that waits to be
 * read: a block's, or a frame's where the decoder wants whole frames. Feed thread, asynchronous.
 */
import type { FileHandle } from 'node:fs/promises';
import { readFileAt, type ByteReader } from './byte-reader.js';
import { FeedError } from './feed-error.js';
import {
  makeStreamingDecoder,
  makeWholeFrameDecoder,
  ZstdFailure,
  type FrameDecoder,
  type MakeFrameDecoder,
} from './zstd-decoder.js';
import {
  BLOCK_HEADER_BYTES,
  CHECKSUM_BYTES,
  FRAME_HEADER_BYTES_MAX,
  readBlockHeader,
  readFrameStart,
} from './zstd-framing.js';

/** More than the largest block. */
const INPUT_BYTES = 256 * 1024;

/** The compressed bytes, as many as are asked for. */
class CompressedInput {
  readonly bytes = new Uint8Array(INPUT_BYTES);
  at = 0;
  end = 0;
  /** Of the file, read. */
  fileBytes = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
  ) {}

  /** Of `at`, in the file. */
  get byteOffset(): number {
    return this.fileBytes - (this.end - this.at);
  }

  /** @returns whether the file has `count` bytes from `at`, which `bytes` holds then. */
  async has(count: number): Promise<boolean> {
    if (this.end - this.at >= count) return true;
    this.bytes.copyWithin(0, this.at, this.end);
    this.end -= this.at;
    this.at = 0;
    while (this.end < count) {
      const room = INPUT_BYTES - this.end;
      const read = await readFileAt(
        this.handle,
        this.file,
        this.bytes,
        this.end,
        room,
        this.fileBytes,
      );
      if (read === 0) return false;
      this.end += read;
      this.fileBytes += read;
    }
    return true;
  }

  /** The next bytes, up to `count`. */
  peek(count: number): Uint8Array {
    return this.bytes.subarray(this.at, Math.min(this.at + count, this.end));
  }

  /** @returns whether the file has that many. */
  async skip(count: number): Promise<boolean> {
    let rest = count;
    while (rest > 0 && (await this.has(1))) {
      const part = Math.min(rest, this.end - this.at);
      this.at += part;
      rest -= part;
    }
    return rest === 0;
  }
}

/** The file ends inside what begins at `byteOffset`. */
class Cut extends Error {
  constructor(readonly byteOffset: number) {
    super('cut off');
  }
}

interface OpenFrame {
  readonly decoder: FrameDecoder;
  readonly hasChecksum: boolean;
}

export class ZstdReader implements ByteReader {
  private readonly input: CompressedInput;
  private readonly waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  /** Since nothing waited: content bytes, and where the file was read to then. */
  private arrivedBytes = 0;
  private arrivedFrom = 0;
  /** Of the content, so far. */
  private contentBytes = 0;
  private frame: OpenFrame | undefined;
  private failure: FeedError | undefined;
  private isOver = false;

  constructor(
    handle: FileHandle,
    private readonly file: string,
    private readonly makeDecoder: MakeFrameDecoder = makeStreamingDecoder ?? makeWholeFrameDecoder,
  ) {
    this.input = new CompressedInput(handle, file);
  }

  /** In proportion, where much content came at once. */
  get fileBytesRead(): number {
    const { byteOffset } = this.input;
    if (this.waitingBytes === 0) return byteOffset;
    const waitingPart = this.waitingBytes / this.arrivedBytes;
    return Math.floor(byteOffset - (byteOffset - this.arrivedFrom) * waitingPart);
  }

  /** Never waits for a second block: with whole frames that would be waiting for the last. */
  async read(target: Uint8Array, at: number, limit: number): Promise<number> {
    while (this.waitingBytes === 0 && !this.isOver) await this.advance();
    if (this.waitingBytes === 0 && this.failure) throw this.failure;
    let filled = 0;
    while (filled < limit && this.waiting.length > 0) {
      const content = this.waiting[0]!;
      const part = content.subarray(0, limit - filled);
      target.set(part, at + filled);
      filled += part.length;
      if (part.length === content.length) this.waiting.shift();
      else this.waiting[0] = content.subarray(part.length);
    }
    this.waitingBytes -= filled;
    return filled;
  }

  close(): void {
    this.frame?.decoder.close();
    this.frame = undefined;
    this.isOver = true;
  }

  private readonly arrive = (content: Uint8Array): void => {
    if (content.length === 0) return;
    if (this.waitingBytes === 0) this.arrivedBytes = 0;
    this.waiting.push(content);
    this.waitingBytes += content.length;
    this.arrivedBytes += content.length;
    this.contentBytes += content.length;
  };

  /** One frame header, one block, or one checksum. */
  private async advance(): Promise<void> {
    if (this.waitingBytes === 0 && !this.frame) this.arrivedFrom = this.input.byteOffset;
    try {
      await (this.frame ? this.readBlock(this.frame) : this.openFrame());
    } catch (error) {
      this.failure = this.explain(await this.salvage(error));
      this.input.at = this.input.end;
      this.close();
    }
  }

  private async openFrame(): Promise<void> {
    const { input } = this;
    if (!(await input.has(1))) {
      this.isOver = true;
      return;
    }
    await input.has(FRAME_HEADER_BYTES_MAX);
    const byteOffset = input.byteOffset;
    const start = readFrameStart(input.peek(FRAME_HEADER_BYTES_MAX));
    switch (start.kind) {
      case 'cut':
        throw new Cut(byteOffset);
      case 'refused':
        throw new ZstdFailure('damaged-compression', start.reason, byteOffset);
      case 'skippable':
        if (!(await input.skip(start.bytes))) throw new Cut(byteOffset);
        return;
      case 'frame': {
        const { header } = start;
        const decoder = this.makeDecoder(this.arrive);
        this.frame = { decoder, hasChecksum: header.hasChecksum };
        await decoder.open(header, byteOffset);
        input.at += header.bytes.length;
      }
    }
  }

  private async readBlock({ decoder, hasChecksum }: OpenFrame): Promise<void> {
    const { input } = this;
    const byteOffset = input.byteOffset;
    if (!(await input.has(BLOCK_HEADER_BYTES))) throw new Cut(byteOffset);
    const header = readBlockHeader(input.bytes, input.at);
    if (!header) {
      throw new ZstdFailure('damaged-compression', 'a block header is wrong', byteOffset);
    }
    if (!(await input.has(header.bytes))) throw new Cut(byteOffset);
    await decoder.block(input.peek(header.bytes), header.contentBytesMax, byteOffset);
    input.at += header.bytes;
    if (!header.isLast) return;
    const checksumBytes = hasChecksum ? CHECKSUM_BYTES : 0;
    const checksumOffset = input.byteOffset;
    if (!(await input.has(checksumBytes))) throw new Cut(checksumOffset);
    await decoder.end(input.peek(checksumBytes), checksumOffset);
    input.at += checksumBytes;
    decoder.close();
    this.frame = undefined;
  }

  /** @returns what really went wrong: a damage before the place where it was noticed. */
  private async salvage(error: unknown): Promise<unknown> {
    try {
      await this.frame?.decoder.salvage();
      return error;
    } catch (damage) {
      return damage;
    }
  }

  private explain(error: unknown): FeedError {
    const { file, contentBytes } = this;
    if (error instanceof FeedError) return error;
    if (error instanceof Cut) {
      return new FeedError({
        code: 'truncated',
        message: `${file} is cut off at byte ${this.input.fileBytes}, inside the compressed block or header that begins at byte ${error.byteOffset} (content byte ${contentBytes})`,
        file,
        byteOffset: contentBytes,
      });
    }
    if (!(error instanceof ZstdFailure)) throw error;
    return new FeedError({
      code: error.code,
      message: `${file}: ${error.message} (compressed byte ${error.byteOffset}, content byte ${contentBytes})`,
      file,
      byteOffset: contentBytes,
    });
  }
}
