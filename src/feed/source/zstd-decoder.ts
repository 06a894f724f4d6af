/**
 * One Zstandard frame decoded by a library, in one of two ways: streamed, where node:zlib can
 * (Node.js 22.15 and later), or the whole frame at once by @mongodb-js/zstd. Both are the reference
 * decoder and verify the frame's checksum. Owns the decoder and, in the second way, the frame; never
 * hands on a block that the library refuses. They work on libuv's threads; called by the feed thread.
 */
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { BLOCK_BYTES_MAX, frameOfBlocks, type FrameHeader } from './zstd-framing.js';

/** Most content of a frame that is decompressed at once; policy: refused. */
export const WHOLE_FRAME_CONTENT_BYTES_LIMIT = 1024 ** 3;

export type ContentSink = (content: Uint8Array) => void;

/** What ends a file's content early. `byteOffset` counts compressed bytes from the file's start. */
export class ZstdFailure extends Error {
  constructor(
    readonly code: 'damaged-compression' | 'too-large',
    message: string,
    readonly byteOffset: number,
  ) {
    super(message);
    this.name = 'ZstdFailure';
  }
}

/** Every call but the last @throws ZstdFailure; nothing but salvage and close may follow it. */
export interface FrameDecoder {
  open(header: FrameHeader, byteOffset: number): Promise<void>;
  /** `bytes` with the block's header; valid during the call. */
  block(bytes: Uint8Array, contentBytesMax: number, byteOffset: number): Promise<void>;
  end(checksum: Uint8Array, byteOffset: number): Promise<void>;
  /** The frame is cut or damaged: hand on every good block so far. @throws when one is damaged. */
  salvage(): Promise<void>;
  close(): void;
}

export type MakeFrameDecoder = (sink: ContentSink) => FrameDecoder;

// The types are those of Node.js 20, which has no such function.
const { createZstdDecompress } = zlib as {
  createZstdDecompress?: (options: { chunkSize: number }) => Transform;
};

export const makeStreamingDecoder: MakeFrameDecoder | undefined =
  createZstdDecompress &&
  ((sink) => new StreamingDecoder(createZstdDecompress({ chunkSize: BLOCK_BYTES_MAX }), sink));

export const makeWholeFrameDecoder = (
  sink: ContentSink,
  contentBytesLimit = WHOLE_FRAME_CONTENT_BYTES_LIMIT,
): FrameDecoder => new WholeFrameDecoder(sink, contentBytesLimit);

const damaged = (error: Error, byteOffset: number): ZstdFailure =>
  new ZstdFailure(
    'damaged-compression',
    `the Zstandard decoder reports: ${error.message.replace(/^zstd: /, '')}`,
    byteOffset,
  );

/** Loaded when needed: who reads no such file must not depend on a native addon. */
async function decompressWhole(frame: readonly Uint8Array[]): Promise<Uint8Array> {
  const { decompress } = await import('@mongodb-js/zstd');
  return decompress(Buffer.concat(frame));
}

/** One write per block: what a library yields of a piece before it finds damage in it is lost. */
class StreamingDecoder implements FrameDecoder {
  private failure: Error | undefined;
  private hasEnded = false;
  private wake = (): void => undefined;

  constructor(
    private readonly stream: Transform,
    sink: ContentSink,
  ) {
    stream.on('data', sink);
    stream.on('error', (error) => this.failed(error));
    stream.on('end', () => {
      this.hasEnded = true;
      this.wake();
    });
  }

  open(header: FrameHeader, byteOffset: number): Promise<void> {
    return this.write(header.bytes, byteOffset);
  }

  block(bytes: Uint8Array, _contentBytesMax: number, byteOffset: number): Promise<void> {
    return this.write(bytes, byteOffset);
  }

  async end(checksum: Uint8Array, byteOffset: number): Promise<void> {
    if (checksum.length > 0) await this.write(checksum, byteOffset);
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.stream.end();
    });
    if (this.failure) throw damaged(this.failure, byteOffset);
  }

  async salvage(): Promise<void> {
    // Every good block has been handed on when its write was done.
  }

  close(): void {
    this.stream.destroy();
  }

  private async write(bytes: Uint8Array, byteOffset: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.stream.write(bytes, (error) => (error ? this.failed(error) : resolve()));
    });
    // A stream that fails drops what it has not handed on yet.
    while (!this.failure && this.stream.readableLength > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The decoder ends a frame where the framing goes on: one of the two is wrong.
    if (this.hasEnded) this.failure ??= new Error('the frame ends before its last block');
    if (this.failure) throw damaged(this.failure, byteOffset);
  }

  private failed(error: Error): void {
    this.failure ??= error;
    this.wake();
  }
}

/** The first block is decoded by itself, too: the start of a recording must not wait for its end. */
class WholeFrameDecoder implements FrameDecoder {
  private header: FrameHeader | undefined;
  private readonly blocks: Uint8Array[] = [];
  private readonly blockOffsets: number[] = [];
  private contentBytesMax = 0;
  private handedOnBytes = 0;

  constructor(
    private readonly sink: ContentSink,
    private readonly contentBytesLimit: number,
  ) {}

  async open(header: FrameHeader, byteOffset: number): Promise<void> {
    this.header = header;
    if ((header.contentBytes ?? 0) > this.contentBytesLimit) throw this.tooLarge(byteOffset);
  }

  async block(bytes: Uint8Array, contentBytesMax: number, byteOffset: number): Promise<void> {
    this.blocks.push(bytes.slice());
    this.blockOffsets.push(byteOffset);
    if (this.blocks.length === 1) this.handOn(await this.decodeBlocks(1));
    this.contentBytesMax += contentBytesMax;
    if (this.contentBytesMax <= this.contentBytesLimit) return;
    // The header may not be true or say no size, and many small blocks may hold little: measure.
    this.contentBytesMax = (await this.decodeBlocks(this.blocks.length)).length;
    // Without a size in the header up to half of the limit, so that measuring remains rare.
    const isSizeKnown = this.header!.contentBytes !== undefined;
    const enoughBytes = isSizeKnown ? this.contentBytesLimit : this.contentBytesLimit / 2;
    if (this.contentBytesMax > enoughBytes) throw this.tooLarge(byteOffset);
  }

  async end(checksum: Uint8Array, byteOffset: number): Promise<void> {
    const frame = [this.header!.bytes, ...this.blocks, checksum];
    try {
      this.handOn(await decompressWhole(frame));
    } catch (error) {
      throw damaged(error as Error, byteOffset);
    }
  }

  /** Bisects for the first bad block: the library yields nothing of a frame with one. */
  async salvage(): Promise<void> {
    let good = 0;
    let bad = this.blocks.length + 1;
    let content: Uint8Array | undefined;
    let failure: unknown;
    let count = this.blocks.length;
    while (bad - good > 1) {
      try {
        content = await this.decodeBlocks(count);
        good = count;
      } catch (error) {
        failure = error;
        bad = count;
      }
      count = (good + bad) >>> 1;
    }
    if (content) this.handOn(content);
    if (failure) throw failure as Error;
  }

  close(): void {
    this.blocks.length = 0;
  }

  private async decodeBlocks(count: number): Promise<Uint8Array> {
    const frame = frameOfBlocks(this.header!, this.blocks.slice(0, count));
    try {
      return await decompressWhole(frame);
    } catch (error) {
      throw damaged(error as Error, this.blockOffsets[count - 1]!);
    }
  }

  private handOn(content: Uint8Array): void {
    if (content.length > this.handedOnBytes) this.sink(content.subarray(this.handedOnBytes));
    this.handedOnBytes = Math.max(this.handedOnBytes, content.length);
  }

  private tooLarge(byteOffset: number): ZstdFailure {
    return new ZstdFailure(
      'too-large',
      `the content is too large: Node.js ${process.versions.node} decompresses a Zstandard frame as a whole, ${this.contentBytesLimit} bytes at most; decompress the file first (a plain .jsonl is streamed) or run on Node.js 22.15 or later`,
      byteOffset,
    );
  }
}
