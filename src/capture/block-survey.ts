/**
 * Finds the blocks of a file by walking their headers, over damage and up to a torn end. Owns no
 * file: the descriptor is the caller's. Must never write. Cold, synchronous; recorder and feed thread.
 */
import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { RECORDING_MAGIC } from '../feed/source/recording-magic.js';
import {
  BLOCK_HEADER_BYTES,
  BLOCK_KIND,
  decodeBlockHeader,
  decodeFooter,
  FOOTER_BYTES,
  type BlockHeader,
} from './block-layout.js';

export interface FoundBlock {
  readonly byteOffset: number;
  readonly header: BlockHeader;
}

/** Bytes that are no good block. */
export interface DamagedRange {
  readonly from: number;
  readonly to: number;
}

export interface BlockSurvey {
  /** Index blocks left out. */
  readonly blocks: readonly FoundBlock[];
  /** Between good blocks; what follows the last good one is not among them. */
  readonly damages: readonly DamagedRange[];
  /** Behind the last good block: here an appending recorder goes on. */
  readonly goodEnd: number;
  /** Whether nothing but an index and a footer comes after that. */
  readonly endsWell: boolean;
}

const SCAN_BYTES = 256 * 1024;
const MAGIC_BYTES = Buffer.alloc(4);
MAGIC_BYTES.writeUInt32LE(RECORDING_MAGIC);

/** @param verifiesContent reads every block and compares its checksum; otherwise headers and indexes only. */
export function surveyBlocks(
  descriptor: number,
  fileBytes: number,
  verifiesContent: boolean,
): BlockSurvey {
  const blocks: FoundBlock[] = [];
  const damages: DamagedRange[] = [];
  let goodEnd = 0;
  let hasIndex = false;
  let at = 0;
  while (at < fileBytes) {
    const header = headerAt(descriptor, at, fileBytes);
    if (header === undefined) {
      at = findHeader(descriptor, at + 1, fileBytes);
      continue;
    }
    const end = at + BLOCK_HEADER_BYTES + header.storedBytes;
    const isVerified = verifiesContent || header.kind === BLOCK_KIND.INDEX;
    if (!isVerified || contentIsGood(descriptor, at, header)) {
      if (header.kind === BLOCK_KIND.INDEX) {
        hasIndex = at === goodEnd && isFooterOf(descriptor, end, fileBytes, at);
        if (hasIndex) break;
      } else {
        if (at > goodEnd) damages.push({ from: goodEnd, to: at });
        blocks.push({ byteOffset: at, header });
        goodEnd = end;
      }
    }
    at = end;
  }
  return { blocks, damages, goodEnd, endsWell: hasIndex || goodEnd === fileBytes };
}

/** @returns undefined: no block begins there that the file holds to its end. */
function headerAt(descriptor: number, at: number, fileBytes: number): BlockHeader | undefined {
  if (at + BLOCK_HEADER_BYTES > fileBytes) return undefined;
  const header = decodeBlockHeader(readBytes(descriptor, at, BLOCK_HEADER_BYTES));
  if (header === undefined) return undefined;
  return at + BLOCK_HEADER_BYTES + header.storedBytes > fileBytes ? undefined : header;
}

/** Scans for the next header. @returns its offset, or the file's size. */
function findHeader(descriptor: number, from: number, fileBytes: number): number {
  let at = from;
  while (at < fileBytes) {
    // A header that lies across the end of a piece is found in the next one.
    const piece = readBytes(descriptor, at, Math.min(SCAN_BYTES, fileBytes - at));
    for (let i = piece.indexOf(MAGIC_BYTES); i !== -1; i = piece.indexOf(MAGIC_BYTES, i + 1)) {
      if (headerAt(descriptor, at + i, fileBytes) !== undefined) return at + i;
    }
    if (at + piece.length >= fileBytes) break;
    at += piece.length - (MAGIC_BYTES.length - 1);
  }
  return fileBytes;
}

const contentIsGood = (descriptor: number, at: number, header: BlockHeader): boolean =>
  crc32(readBytes(descriptor, at + BLOCK_HEADER_BYTES, header.storedBytes)) === header.storedCrc;

const isFooterOf = (descriptor: number, at: number, fileBytes: number, index: number): boolean =>
  at + FOOTER_BYTES === fileBytes &&
  decodeFooter(readBytes(descriptor, at, FOOTER_BYTES)) === index;

/** @throws the system's error; a file that is shorter than it said gives fewer bytes. */
export function readBytes(descriptor: number, from: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  let filled = 0;
  while (filled < bytes) {
    const count = readSync(descriptor, buffer, filled, bytes - filled, from + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}
