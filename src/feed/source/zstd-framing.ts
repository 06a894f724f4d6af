/**
 * Where the parts of a Zstandard file lie (RFC 8878, 3.1): frame headers and block headers. Never
 * decodes content: libraries do. They need this because Node's own decoder stops after the first
 * frame and takes a cut file for a whole one, and because the size of the content has to be known
 * before a frame is decompressed as a whole.
 *
 *   frame   [ magic 4 | descriptor 1 | window 0–1 | dictionary 0–4 | content size 0–8 ][ block ]… [ checksum 0|4 ]
 *   block   [ last 1 bit | type 2 bits | size 21 bits ][ content ]
 */

export const FRAME_HEADER_BYTES_MAX = 18;
export const BLOCK_HEADER_BYTES = 3;
export const BLOCK_BYTES_MAX = 128 * 1024;
export const CHECKSUM_BYTES = 4;

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_REPEATED = 1;
const BLOCK_COMPRESSED = 2;
/** Window sizes of a descriptor begin here, 3.1.1.1.2. */
const WINDOW_BYTES_LOG_MIN = 10;

export interface FrameHeader {
  readonly bytes: Uint8Array;
  readonly windowDescriptor: number;
  /** Bytes of the frame's content, where the header says it. */
  readonly contentBytes: number | undefined;
  readonly hasChecksum: boolean;
}

export type FrameStart =
  | { readonly kind: 'frame'; readonly header: FrameHeader }
  /** Not for us; `bytes` with its own header. */
  | { readonly kind: 'skippable'; readonly bytes: number }
  | { readonly kind: 'refused'; readonly reason: string }
  /** More bytes are needed to tell. */
  | { readonly kind: 'cut' };

export interface BlockHeader {
  readonly isLast: boolean;
  /** With the block's own header. */
  readonly bytes: number;
  /** Bytes of content, at most. */
  readonly contentBytesMax: number;
}

export const looksLikeZstd = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && little(bytes, 0, 4) === FRAME_MAGIC;

/** @param bytes up to FRAME_HEADER_BYTES_MAX of them, from where a frame begins. */
export function readFrameStart(bytes: Uint8Array): FrameStart {
  if (bytes.length < 5) return { kind: 'cut' };
  const magic = little(bytes, 0, 4);
  if ((magic & 0xfffffff0) === SKIPPABLE_MAGIC) {
    return bytes.length < 8
      ? { kind: 'cut' }
      : { kind: 'skippable', bytes: 8 + little(bytes, 4, 4) };
  }
  if (magic !== FRAME_MAGIC) return { kind: 'refused', reason: 'no Zstandard frame begins here' };
  const descriptor = bytes[4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const dictionaryAt = isSingleSegment ? 5 : 6;
  const sizeAt = dictionaryAt + dictionaryBytes;
  if (bytes.length < sizeAt + sizeBytes) return { kind: 'cut' };
  if ((descriptor & 0x08) !== 0) {
    return { kind: 'refused', reason: 'a frame header has a reserved bit set' };
  }
  if (little(bytes, dictionaryAt, dictionaryBytes) !== 0) {
    return { kind: 'refused', reason: 'the frame needs a dictionary' };
  }
  // A size in two bytes counts from 256, 3.1.1.1.4.
  const size = little(bytes, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  const header: FrameHeader = {
    bytes: bytes.slice(0, sizeAt + sizeBytes),
    windowDescriptor: isSingleSegment ? windowFor(size) : bytes[5]!,
    contentBytes: sizeBytes === 0 ? undefined : size,
    hasChecksum: (descriptor & 0x04) !== 0,
  };
  return { kind: 'frame', header };
}

/** @returns undefined for a header that no block can have. */
export function readBlockHeader(bytes: Uint8Array, at: number): BlockHeader | undefined {
  const header = little(bytes, at, BLOCK_HEADER_BYTES);
  const type = (header >> 1) & 3;
  const size = header >> 3;
  if (type > BLOCK_COMPRESSED || size > BLOCK_BYTES_MAX) return undefined;
  return {
    isLast: (header & 1) !== 0,
    bytes: BLOCK_HEADER_BYTES + (type === BLOCK_REPEATED ? 1 : size),
    contentBytesMax: type === BLOCK_COMPRESSED ? BLOCK_BYTES_MAX : size,
  };
}

/** A frame of its own of the first blocks of another: neither content size nor checksum would fit. */
export function frameOfBlocks(header: FrameHeader, blocks: readonly Uint8Array[]): Uint8Array[] {
  const start = new Uint8Array(6);
  new DataView(start.buffer).setUint32(0, FRAME_MAGIC, true);
  start[5] = header.windowDescriptor;
  const last = blocks[blocks.length - 1]!.slice();
  last[0]! |= 1;
  return [start, ...blocks.slice(0, -1), last];
}

/** The least window for `size` bytes of content in one segment. */
function windowFor(size: number): number {
  const log = Math.ceil(Math.log2(Math.max(size, 1)));
  return Math.max(log - WINDOW_BYTES_LOG_MIN, 0) << 3;
}

function little(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}
