/**
 * Collects records until there are enough for a block, and makes the block of them. Owns the bytes in
 * the making; must never touch a file. Recorder thread.
 */
import { compress } from '@mongodb-js/zstd';
import { crc32 } from 'node:zlib';
import {
  BLOCK_HEADER_BYTES,
  BLOCK_KIND,
  COMPRESSION,
  encodeBlockHeader,
  type BlockHeader,
  type BlockKind,
} from './block-layout.js';

export interface BuiltBlock {
  readonly header: BlockHeader;
  /** Header and what follows it, as they go into the file. */
  readonly bytes: Uint8Array;
}

/** The fastest: a recorder shares its cores with what it records. */
const ZSTD_LEVEL = 1;

export class BlockBuilder {
  recordCount = 0;
  contentBytes = 0;
  private missingRecords = 0;
  private content: Buffer;
  /** [first, last] run clock, ns. */
  private readonly nowNs = new Float64Array(2);

  /** @param contentBytes as many are held without growing. */
  constructor(contentBytes: number) {
    this.content = Buffer.allocUnsafe(contentBytes);
  }

  /** @param nowNs run clock of the record. @param missing how many others it says are missing. */
  add(bytes: Uint8Array, from: number, length: number, nowNs: number, missing: number): void {
    const end = this.contentBytes + length;
    if (end > this.content.length) this.grow(end);
    this.content.set(bytes.subarray(from, from + length), this.contentBytes);
    if (this.recordCount++ === 0) this.nowNs[0] = nowNs;
    this.nowNs[1] = nowNs;
    this.missingRecords += missing;
    this.contentBytes = end;
  }

  /** The block of what was added, which is forgotten. @param unixUsOf run clock (ns) to wall time. */
  async take(
    session: number,
    firstOrdinal: number,
    unixUsOf: (nowNs: number) => number,
  ): Promise<BuiltBlock> {
    const { recordCount, missingRecords, contentBytes, nowNs } = this;
    const content = this.content.subarray(0, contentBytes);
    const packed = await compress(content, ZSTD_LEVEL);
    const isSmaller = packed.length < contentBytes;
    const block = assembleBlock(BLOCK_KIND.RECORDS, isSmaller ? packed : content, {
      compression: isSmaller ? COMPRESSION.ZSTD : COMPRESSION.NONE,
      contentBytes,
      recordCount,
      session,
      firstOrdinal,
      firstUnixUs: unixUsOf(nowNs[0]!),
      lastUnixUs: unixUsOf(nowNs[1]!),
      missingRecords,
    });
    this.recordCount = this.contentBytes = this.missingRecords = 0;
    return block;
  }

  private grow(bytes: number): void {
    const larger = Buffer.allocUnsafe(Math.max(bytes, this.content.length * 2));
    larger.set(this.content.subarray(0, this.contentBytes));
    this.content = larger;
  }
}

/** A block of a message that is no record: a session or an index. */
export const plainBlock = (
  kind: BlockKind,
  content: Uint8Array,
  about: Pick<BlockHeader, 'session' | 'firstOrdinal' | 'firstUnixUs'>,
): BuiltBlock =>
  assembleBlock(kind, content, {
    ...about,
    compression: COMPRESSION.NONE,
    contentBytes: content.length,
    recordCount: 0,
    lastUnixUs: about.firstUnixUs,
    missingRecords: 0,
  });

function assembleBlock(
  kind: BlockKind,
  stored: Uint8Array,
  about: Omit<BlockHeader, 'kind' | 'storedBytes' | 'storedCrc'>,
): BuiltBlock {
  const header: BlockHeader = {
    ...about,
    kind,
    storedBytes: stored.length,
    storedCrc: crc32(stored),
  };
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES + stored.length);
  bytes.set(encodeBlockHeader(header));
  bytes.set(stored, BLOCK_HEADER_BYTES);
  return { header, bytes };
}
