/**
 * Where the blocks of one part of a recording are: from the index at its end, or by walking the headers
 * where there is none (a file that is still written, or was cut). Owns no file. Cold, feed thread.
 */
import { crc32 } from 'node:zlib';
import {
  BLOCK_HEADER_BYTES,
  BLOCK_KIND,
  decodeBlockHeader,
  decodeFooter,
  FOOTER_BYTES,
} from './block-layout.js';
import { readBytes, surveyBlocks, type DamagedRange, type FoundBlock } from './block-survey.js';
import { decodeIndex, type IndexEntry } from './cold-messages.js';

export interface PartIndex {
  readonly entries: readonly IndexEntry[];
  readonly damages: readonly DamagedRange[];
  /** Behind the last good block. */
  readonly goodEnd: number;
  readonly endsWell: boolean;
}

export const entryOf = ({ byteOffset, header }: FoundBlock): IndexEntry => ({
  byteOffset,
  kind: header.kind,
  session: header.session,
  firstOrdinal: header.firstOrdinal,
  recordCount: header.recordCount,
  firstUnixUs: header.firstUnixUs,
  lastUnixUs: header.lastUnixUs,
});

export function indexOfPart(descriptor: number, fileBytes: number): PartIndex {
  const written = writtenIndex(descriptor, fileBytes);
  if (written !== undefined) return written;
  const { blocks, damages, goodEnd, endsWell } = surveyBlocks(descriptor, fileBytes, false);
  return { entries: blocks.map(entryOf), damages, goodEnd, endsWell };
}

/** @returns undefined: there is none, or it is damaged. */
function writtenIndex(descriptor: number, fileBytes: number): PartIndex | undefined {
  if (fileBytes < FOOTER_BYTES + BLOCK_HEADER_BYTES) return undefined;
  const at = decodeFooter(readBytes(descriptor, fileBytes - FOOTER_BYTES, FOOTER_BYTES));
  if (at === undefined || at + BLOCK_HEADER_BYTES > fileBytes) return undefined;
  const header = decodeBlockHeader(readBytes(descriptor, at, BLOCK_HEADER_BYTES));
  if (header?.kind !== BLOCK_KIND.INDEX) return undefined;
  if (at + BLOCK_HEADER_BYTES + header.storedBytes + FOOTER_BYTES !== fileBytes) return undefined;
  const stored = readBytes(descriptor, at + BLOCK_HEADER_BYTES, header.storedBytes);
  if (crc32(stored) !== header.storedCrc) return undefined;
  const entries = decodeIndex(stored);
  return entries && { entries, damages: [], goodEnd: at, endsWell: true };
}
