/**
 * The header of a block and the footer of a file, byte by byte; docs/recording.md says the same for
 * other people's readers. Owns these offsets and their checks; must never touch a file. Any thread.
 *
 *   block header, bytes, little-endian
 *      0  [ magic u32 ][ kind u32 ]                    "BCR1"; kind: low byte BLOCK_KIND, next byte COMPRESSION
 *      8  [ stored bytes u32 ][ content bytes u32 ]    behind the header; after decompression
 *     16  [ record count u32 ][ session u32 ]
 *     24  [ first ordinal low u32 ][ first ordinal high u32 ]
 *     32  [ first unix us low u32 ][ first unix us high u32 ]
 *     40  [ last unix us low u32 ][ last unix us high u32 ]
 *     48  [ missing records u32 ]
 *     52  [ stored crc u32 ]                           CRC-32 of the stored bytes
 *     56  [ reserved u32 ]                             0
 *     60  [ header crc u32 ]                           CRC-32 of bytes 0 … 59
 *     64
 *
 *   footer, bytes, little-endian, the last of a file that was closed
 *      0  [ index offset low u32 ][ index offset high u32 ]
 *      8  [ footer magic u32 ][ footer crc u32 ]       "BCRE"; CRC-32 of bytes 0 … 11
 *     16
 */
import { crc32 } from 'node:zlib';
import { RECORDING_MAGIC } from '../feed/source/recording-magic.js';

export const BLOCK_KIND = { SESSION: 1, RECORDS: 2, INDEX: 3 } as const;
export type BlockKind = (typeof BLOCK_KIND)[keyof typeof BLOCK_KIND];
export const COMPRESSION = { NONE: 0, ZSTD: 1 } as const;
export type Compression = (typeof COMPRESSION)[keyof typeof COMPRESSION];

export const BLOCK_HEADER = {
  MAGIC: 0,
  KIND: 4,
  STORED_BYTES: 8,
  CONTENT_BYTES: 12,
  RECORD_COUNT: 16,
  SESSION: 20,
  FIRST_ORDINAL_LOW: 24,
  FIRST_ORDINAL_HIGH: 28,
  FIRST_UNIX_US_LOW: 32,
  FIRST_UNIX_US_HIGH: 36,
  LAST_UNIX_US_LOW: 40,
  LAST_UNIX_US_HIGH: 44,
  MISSING_RECORDS: 48,
  STORED_CRC: 52,
  RESERVED: 56,
  HEADER_CRC: 60,
} as const;
export const BLOCK_HEADER_BYTES = 64;

export const FOOTER = {
  INDEX_OFFSET_LOW: 0,
  INDEX_OFFSET_HIGH: 4,
  FOOTER_MAGIC: 8,
  FOOTER_CRC: 12,
} as const;
export const FOOTER_BYTES = 16;
const FOOTER_MAGIC = 0x45524342;

/** What a block may hold at most: the largest record and then some. A header that says more is no header. */
export const BLOCK_CONTENT_BYTES_LIMIT = 2 ** 30;

const TWO_32 = 4294967296;
const KIND_MASK = 0xff;
const COMPRESSION_SHIFT = 8;
const KINDS: readonly number[] = Object.values(BLOCK_KIND);

export interface BlockHeader {
  readonly kind: BlockKind;
  readonly compression: Compression;
  readonly storedBytes: number;
  readonly contentBytes: number;
  readonly recordCount: number;
  readonly session: number;
  /** Records before this block, over all parts of the recording. */
  readonly firstOrdinal: number;
  readonly firstUnixUs: number;
  readonly lastUnixUs: number;
  /** Records that the block says are missing. */
  readonly missingRecords: number;
  readonly storedCrc: number;
}

export function encodeBlockHeader(header: BlockHeader): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const set = (offset: number, value: number): void => view.setUint32(offset, value, true);
  const setWide = (offset: number, value: number): void => {
    set(offset, value % TWO_32);
    set(offset + 4, Math.floor(value / TWO_32));
  };
  set(BLOCK_HEADER.MAGIC, RECORDING_MAGIC);
  set(BLOCK_HEADER.KIND, header.kind | (header.compression << COMPRESSION_SHIFT));
  set(BLOCK_HEADER.STORED_BYTES, header.storedBytes);
  set(BLOCK_HEADER.CONTENT_BYTES, header.contentBytes);
  set(BLOCK_HEADER.RECORD_COUNT, header.recordCount);
  set(BLOCK_HEADER.SESSION, header.session);
  setWide(BLOCK_HEADER.FIRST_ORDINAL_LOW, header.firstOrdinal);
  setWide(BLOCK_HEADER.FIRST_UNIX_US_LOW, header.firstUnixUs);
  setWide(BLOCK_HEADER.LAST_UNIX_US_LOW, header.lastUnixUs);
  set(BLOCK_HEADER.MISSING_RECORDS, header.missingRecords);
  set(BLOCK_HEADER.STORED_CRC, header.storedCrc);
  set(BLOCK_HEADER.HEADER_CRC, crc32(bytes.subarray(0, BLOCK_HEADER.HEADER_CRC)));
  return bytes;
}

/** Whether these few bytes can be the first of a block. */
export function beginsBlock(bytes: Uint8Array): boolean {
  const count = Math.min(bytes.length, 4);
  for (let i = 0; i < count; i++) {
    if (bytes[i] !== ((RECORDING_MAGIC >>> (8 * i)) & 0xff)) return false;
  }
  return true;
}

/** @param bytes at least BLOCK_HEADER_BYTES of them from `offset`. @returns undefined: no header lies there. */
export function decodeBlockHeader(bytes: Uint8Array, offset = 0): BlockHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, BLOCK_HEADER_BYTES);
  const get = (at: number): number => view.getUint32(at, true);
  const getWide = (at: number): number => get(at + 4) * TWO_32 + get(at);
  if (get(BLOCK_HEADER.MAGIC) !== RECORDING_MAGIC) return undefined;
  const checked = bytes.subarray(offset, offset + BLOCK_HEADER.HEADER_CRC);
  if (get(BLOCK_HEADER.HEADER_CRC) !== crc32(checked)) return undefined;
  const kind = get(BLOCK_HEADER.KIND) & KIND_MASK;
  const compression = get(BLOCK_HEADER.KIND) >>> COMPRESSION_SHIFT;
  const storedBytes = get(BLOCK_HEADER.STORED_BYTES);
  const contentBytes = get(BLOCK_HEADER.CONTENT_BYTES);
  const isOurs =
    KINDS.includes(kind) &&
    (compression === COMPRESSION.NONE || compression === COMPRESSION.ZSTD) &&
    contentBytes <= BLOCK_CONTENT_BYTES_LIMIT &&
    storedBytes <= BLOCK_CONTENT_BYTES_LIMIT;
  if (!isOurs) return undefined;
  return {
    kind: kind as BlockKind,
    compression,
    storedBytes,
    contentBytes,
    recordCount: get(BLOCK_HEADER.RECORD_COUNT),
    session: get(BLOCK_HEADER.SESSION),
    firstOrdinal: getWide(BLOCK_HEADER.FIRST_ORDINAL_LOW),
    firstUnixUs: getWide(BLOCK_HEADER.FIRST_UNIX_US_LOW),
    lastUnixUs: getWide(BLOCK_HEADER.LAST_UNIX_US_LOW),
    missingRecords: get(BLOCK_HEADER.MISSING_RECORDS),
    storedCrc: get(BLOCK_HEADER.STORED_CRC),
  };
}

export function encodeFooter(indexOffset: number): Uint8Array {
  const bytes = new Uint8Array(FOOTER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(FOOTER.INDEX_OFFSET_LOW, indexOffset % TWO_32, true);
  view.setUint32(FOOTER.INDEX_OFFSET_HIGH, Math.floor(indexOffset / TWO_32), true);
  view.setUint32(FOOTER.FOOTER_MAGIC, FOOTER_MAGIC, true);
  view.setUint32(FOOTER.FOOTER_CRC, crc32(bytes.subarray(0, FOOTER.FOOTER_CRC)), true);
  return bytes;
}

/** @returns where the index block begins; undefined: these bytes are no footer. */
export function decodeFooter(bytes: Uint8Array): number | undefined {
  if (bytes.length < FOOTER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, FOOTER_BYTES);
  const isFooter =
    view.getUint32(FOOTER.FOOTER_MAGIC, true) === FOOTER_MAGIC &&
    view.getUint32(FOOTER.FOOTER_CRC, true) === crc32(bytes.subarray(0, FOOTER.FOOTER_CRC));
  if (!isFooter) return undefined;
  return (
    view.getUint32(FOOTER.INDEX_OFFSET_HIGH, true) * TWO_32 +
    view.getUint32(FOOTER.INDEX_OFFSET_LOW, true)
  );
}
