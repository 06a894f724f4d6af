/**
 * A Zstandard decoder (RFC 8878) that works block by block: what came before a damage or a cut is
 * handed on. Node 20 has no decoder of its own and the packaged one wants the whole file at once.
 *
 * Owns the window (see OutputWindow; frames that ask for more than WINDOW_BYTES_LIMIT are refused)
 * and the bytes pushed but not decoded. Never reads a file. Runs in the thread that reads the feed.
 */
import { BIT_PADDING } from './backward-bits.js';
import { BLOCK_BYTES_MAX, Literals } from './literals.js';
import { OutputWindow } from './output-window.js';
import { Sequences } from './sequences.js';
import { XxHash64 } from './xxhash64.js';
import { corrupt, ZstdError } from './zstd-error.js';

/** As the zstd command's own default. */
export const WINDOW_BYTES_LIMIT = 128 * 1024 * 1024;

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_RAW = 0;
const BLOCK_REPEATED = 1;
const BLOCK_COMPRESSED = 2;
const HEADER_BYTES_MAX = 18;

export const looksLikeZstd = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 &&
  bytes[0] === 0x28 &&
  bytes[1] === 0xb5 &&
  bytes[2] === 0x2f &&
  bytes[3] === 0xfd;

export type ZstdStep = 'output' | 'need-input' | 'progress';

export class ZstdStream {
  /** The last block's bytes are `output[outputFrom, outputTo)`, valid until the next step. */
  outputFrom = 0;
  outputTo = 0;
  private readonly window = new OutputWindow();
  private readonly literals = new Literals();
  private readonly sequences = new Sequences();
  private readonly hash = new XxHash64();
  private readonly block = new Uint8Array(BLOCK_BYTES_MAX + 2 * BIT_PADDING);
  private input = new Uint8Array(0);
  private inputAt = 0;
  /** Compressed bytes in front of `input`. */
  private consumedBytes = 0;
  private state: 'between' | 'blocks' | 'checksum' | 'skip' = 'between';
  private skipBytes = 0;
  private hasChecksum = false;
  private frameBytes = 0;
  private contentBytes = -1;
  private blockLimit = BLOCK_BYTES_MAX;

  get output(): Uint8Array {
    return this.window.bytes;
  }

  /** Compressed bytes decoded so far. */
  get byteOffset(): number {
    return this.consumedBytes + this.inputAt;
  }

  /** True where a file may end. */
  get atFrameEnd(): boolean {
    return this.state === 'between' && this.inputAt === this.input.length;
  }

  /** Add compressed bytes; they are copied. */
  push(bytes: Uint8Array): void {
    const rest = this.input.length - this.inputAt;
    const joined = new Uint8Array(rest + bytes.length);
    joined.set(this.input.subarray(this.inputAt));
    joined.set(bytes, rest);
    this.consumedBytes += this.inputAt;
    this.input = joined;
    this.inputAt = 0;
  }

  /**
   * Do one step: a header, a block or a checksum.
   * @throws ZstdError with the offset of the element that is damaged.
   */
  step(): ZstdStep {
    try {
      switch (this.state) {
        case 'between':
          return this.readFrameHeader();
        case 'blocks':
          return this.readBlock();
        case 'checksum':
          return this.readChecksum();
        case 'skip':
          return this.skip();
      }
    } catch (error) {
      // Told with its place by whoever reads the file.
      if (error instanceof ZstdError) error.byteOffset = this.byteOffset;
      throw error;
    }
  }

  private has(count: number): boolean {
    return this.input.length - this.inputAt >= count;
  }

  private little(at: number, count: number): number {
    let value = 0;
    for (let i = count - 1; i >= 0; i--) value = value * 256 + this.input[this.inputAt + at + i]!;
    return value;
  }

  private readFrameHeader(): ZstdStep {
    if (!this.has(5)) return 'need-input';
    const magic = this.little(0, 4);
    if ((magic & 0xfffffff0) === SKIPPABLE_MAGIC) {
      if (!this.has(8)) return 'need-input';
      this.skipBytes = this.little(4, 4);
      this.inputAt += 8;
      this.state = 'skip';
      return 'progress';
    }
    if (magic !== FRAME_MAGIC) throw corrupt('no Zstandard frame begins here');
    const descriptor = this.input[this.inputAt + 4]!;
    const single = (descriptor & 0x20) !== 0;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
    const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    const headerBytes = 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
    if (!this.has(Math.min(headerBytes, HEADER_BYTES_MAX))) return 'need-input';
    if ((descriptor & 0x08) !== 0) throw corrupt('a frame header has a reserved bit set');
    const dictionaryAt = single ? 5 : 6;
    if (this.little(dictionaryAt, dictionaryBytes) !== 0) {
      throw new ZstdError('zstd-unsupported', 'the frame needs a dictionary');
    }
    const size =
      this.little(dictionaryAt + dictionaryBytes, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
    this.contentBytes = sizeBytes === 0 ? -1 : size;
    this.openFrame(single ? size : windowOf(this.input[this.inputAt + 5]!), (descriptor & 4) !== 0);
    this.inputAt += headerBytes;
    return 'progress';
  }

  private openFrame(windowBytes: number, hasChecksum: boolean): void {
    if (windowBytes > WINDOW_BYTES_LIMIT) {
      throw new ZstdError(
        'zstd-unsupported',
        `the frame needs a window of ${windowBytes} bytes, the limit is ${WINDOW_BYTES_LIMIT}`,
      );
    }
    this.window.open(windowBytes);
    this.literals.reset();
    this.sequences.reset();
    this.hash.reset();
    this.hasChecksum = hasChecksum;
    this.frameBytes = 0;
    this.blockLimit = Math.min(windowBytes, BLOCK_BYTES_MAX);
    this.state = 'blocks';
  }

  private readBlock(): ZstdStep {
    if (!this.has(3)) return 'need-input';
    const header = this.little(0, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    const inputBytes = type === BLOCK_REPEATED ? 1 : size;
    if (type > BLOCK_COMPRESSED || size > BLOCK_BYTES_MAX) throw corrupt('a block header is wrong');
    if (!this.has(3 + inputBytes)) return 'need-input';
    this.window.reserve(BLOCK_BYTES_MAX);
    const from = this.window.at;
    const start = this.inputAt + 3;
    if (type === BLOCK_RAW) this.window.append(this.input, start, start + size);
    else if (type === BLOCK_REPEATED) this.window.repeat(this.input[start]!, size);
    else this.decodeBlock(start, size);
    const count = this.window.at - from;
    this.frameBytes += count;
    if (count > this.blockLimit) throw corrupt('a block is too large');
    if ((header & 1) !== 0 && this.contentBytes >= 0 && this.frameBytes !== this.contentBytes) {
      throw corrupt(`the frame has ${this.frameBytes} bytes, its header says ${this.contentBytes}`);
    }
    if (this.hasChecksum) this.hash.update(this.window.bytes, from, this.window.at);
    if ((header & 1) !== 0) this.state = this.hasChecksum ? 'checksum' : 'between';
    this.inputAt = start + inputBytes;
    this.outputFrom = from;
    this.outputTo = this.window.at;
    return 'output';
  }

  /** The bit readers look a few bytes beyond both ends: give them a padded copy. */
  private decodeBlock(start: number, size: number): void {
    const end = BIT_PADDING + size;
    this.block.set(this.input.subarray(start, start + size), BIT_PADDING);
    this.block.fill(0, end, end + BIT_PADDING);
    const behind = this.literals.read(this.block, BIT_PADDING, end);
    this.sequences.execute(this.block, behind, end, this.literals, this.window);
  }

  private readChecksum(): ZstdStep {
    if (!this.has(4)) return 'need-input';
    if (this.little(0, 4) !== this.hash.lowWord()) {
      throw new ZstdError('zstd-checksum', "the frame's checksum does not match its content");
    }
    this.inputAt += 4;
    this.state = 'between';
    return 'progress';
  }

  private skip(): ZstdStep {
    const count = Math.min(this.skipBytes, this.input.length - this.inputAt);
    this.skipBytes -= count;
    this.inputAt += count;
    if (this.skipBytes > 0) return 'need-input';
    this.state = 'between';
    return 'progress';
  }
}

/** Window size from its descriptor, 3.1.1.1.2. */
function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
