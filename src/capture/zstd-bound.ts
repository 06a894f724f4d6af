/**
 * How much a Zstandard frame can hold at most, from its headers alone: asked before a library makes
 * room for the content of a file that anybody may have written. Feed thread.
 */
import {
  BLOCK_HEADER_BYTES,
  CHECKSUM_BYTES,
  readBlockHeader,
  readFrameStart,
} from '../feed/source/zstd-framing.js';

/** Encoders end their blocks where they like: a frame counts as larger than it is. */
const SLACK_FACTOR = 4;
const SLACK_BYTES = 1024 * 1024;

/** @returns whether `bytes` are one whole frame whose content may well be `contentBytes` long, and not much longer. */
export function mayHold(bytes: Uint8Array, contentBytes: number): boolean {
  const start = readFrameStart(bytes);
  if (start.kind !== 'frame') return false;
  const { header } = start;
  if (header.contentBytes !== undefined && header.contentBytes !== contentBytes) return false;
  let at = header.bytes.length;
  let bytesMax = 0;
  for (;;) {
    if (at + BLOCK_HEADER_BYTES > bytes.length) return false;
    const block = readBlockHeader(bytes, at);
    if (block === undefined) return false;
    at += block.bytes;
    bytesMax += block.contentBytesMax;
    if (block.isLast) break;
  }
  const end = at + (header.hasChecksum ? CHECKSUM_BYTES : 0);
  return end === bytes.length && bytesMax <= SLACK_FACTOR * contentBytes + SLACK_BYTES;
}
