/**
 * Where one ITCH message ends and the next begins in a BinaryFILE: a 2-byte big-endian length, then
 * the message. Some public sample files write 0 as every length; there the type gives it. Hot: no
 * allocation, results are integers. Feed thread.
 */
import { ITCH_LENGTHS, ITCH_MESSAGES } from './itch-messages.js';
import { isItchType } from './itch-decode.js';

export const LENGTH_PREFIX_BYTES = 2;

/** Results of frameItch that are no length. */
export const FRAMING = {
  /** More bytes are needed. */
  INCOMPLETE: 0,
  UNKNOWN_TYPE: -1,
  WRONG_LENGTH: -2,
} as const;

/**
 * Bytes of the message at `at`, its prefix included, when it is whole and its length is that of its
 * type; else one of FRAMING.
 */
export function frameItch(bytes: Uint8Array, at: number, end: number): number {
  if (end - at <= LENGTH_PREFIX_BYTES) return FRAMING.INCOMPLETE;
  const expected = ITCH_LENGTHS[bytes[at + LENGTH_PREFIX_BYTES]!]!;
  if (expected === 0) return FRAMING.UNKNOWN_TYPE;
  const stated = (bytes[at]! << 8) | bytes[at + 1]!;
  if (stated !== expected && stated !== 0) return FRAMING.WRONG_LENGTH;
  return at + LENGTH_PREFIX_BYTES + expected <= end
    ? LENGTH_PREFIX_BYTES + expected
    : FRAMING.INCOMPLETE;
}

export interface FramingFailure {
  readonly code: 'unknown-message-type' | 'wrong-message-length' | 'truncated';
  /** The type byte as text, or as hex where it is no letter; absent where even that is cut off. */
  readonly type?: string;
  readonly expected?: number;
  readonly actual?: number;
  readonly message: string;
}

/** Cold: why frameItch refused, or why what is left at the end of a file is no message. */
export function explainFraming(
  bytes: Uint8Array,
  at: number,
  end: number,
  byteOffset: number,
): FramingFailure {
  const where = `at byte ${byteOffset}`;
  if (end - at <= LENGTH_PREFIX_BYTES) {
    return { code: 'truncated', message: `the file ends inside a length prefix ${where}` };
  }
  const byte = bytes[at + LENGTH_PREFIX_BYTES]!;
  const letter = String.fromCharCode(byte);
  const actual = (bytes[at]! << 8) | bytes[at + 1]!;
  if (!isItchType(letter)) {
    const type = byte > 0x20 && byte < 0x7f ? letter : `0x${byte.toString(16).padStart(2, '0')}`;
    const message = `message ${where} has type ${type}, which ITCH 5.0 does not know`;
    return { code: 'unknown-message-type', type, message };
  }
  const { name, length: expected } = ITCH_MESSAGES[letter];
  if (actual !== expected && actual !== 0) {
    const message = `message ${where} of type ${letter} (${name}) has ${actual} bytes, expected ${expected}`;
    return { code: 'wrong-message-length', type: letter, expected, actual, message };
  }
  const present = end - at - LENGTH_PREFIX_BYTES;
  return {
    code: 'truncated',
    type: letter,
    expected,
    actual: present,
    message: `the file ends inside the message ${where} of type ${letter} (${name}): ${present} of ${expected} bytes are there`,
  };
}

/**
 * Whether a file that begins with `bytes` can be ITCH; else what it looks like, for people.
 * @returns undefined when it can be.
 */
export function notItchBecause(bytes: Uint8Array): string | undefined {
  const startsWith = (...magic: number[]): boolean =>
    magic.every((byte, index) => bytes[index] === byte);
  if (startsWith(0x28, 0xb5, 0x2f, 0xfd)) return 'a zstd file';
  if (startsWith(0x50, 0x4b, 0x03, 0x04)) return 'a zip archive';
  if (startsWith(0xd4, 0xc3, 0xb2, 0xa1) || startsWith(0xa1, 0xb2, 0xc3, 0xd4))
    return 'a pcap capture';
  if (startsWith(0x0a, 0x0d, 0x0d, 0x0a)) return 'a pcapng capture';
  if (startsWith(0x42, 0x5a, 0x68)) return 'a bzip2 file';
  if (startsWith(0xfd, 0x37, 0x7a, 0x58)) return 'an xz file';
  const first = frameItch(bytes, 0, bytes.length);
  if (first >= FRAMING.INCOMPLETE && bytes.length > LENGTH_PREFIX_BYTES) return undefined;
  // A known type behind a short but wrong length: a damaged ITCH file, to be told as such.
  if (first === FRAMING.WRONG_LENGTH && bytes[0] === 0) return undefined;
  if (/^\s*[{[]/.test(String.fromCharCode(...bytes.subarray(0, 16)))) return 'JSON text';
  if (
    bytes
      .subarray(0, 64)
      .every((byte) => (byte >= 0x20 ? byte < 0x7f : byte === 9 || byte === 10 || byte === 13))
  ) {
    return 'plain text';
  }
  return `no format we know (first bytes ${[...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')})`;
}
