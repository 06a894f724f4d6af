/**
 * The fixed part of every frame we write: size prefix, identifier, vtable and the common fields.
 * Owns their byte offsets; must never read the layout of frames that others wrote (decode-* do,
 * through the vtable). Written by a lane (`sent` by the gateway, in its own copy), read by gateways.
 *
 *   byte   0        4             8            12                    60
 *      0  [ size  ][ root offset ][ identifier ][ vtable, 48 bytes … ][ table starts, soffset ]
 *     64  [ epoch u64                  ]   high word: server start, low word: counter
 *     72  [ seq u64                    ]
 *     80  [ source sequence i64        ]
 *     88  [ venue time u64, wall ns    ]
 *     96  [ received u64, ns           ]   from here on monotonic, since the run base
 *    104  [ committed u64, ns          ]
 *    112  [ applied u64, ns            ]
 *    120  [ framed u64, ns             ]
 *    128  [ sent u64, ns               ]   gateway
 *    136  [ stream u32  ][ instrument u32 ]
 *    144  [ merged u32  ][ state u8 ][ reason u8 ][ flags u16 ]
 *    152  the frame's own fields; the whole is padded to 8 and the prefix counts the padding
 *
 * All offsets are from the size prefix, which lies at a multiple of 8. Little-endian, like the
 * platforms we run on; a test refuses others.
 */
import { readUint64, storeInt64, writeInt64 } from './int64-words.js';

export const FRAME = {
  SIZE: 0,
  ROOT: 4,
  IDENTIFIER: 8,
  VTABLE: 12,
  TABLE: 60,
  EPOCH: 64,
  SEQ: 72,
  SOURCE_SEQUENCE: 80,
  VENUE_TIME: 88,
  RECEIVED: 96,
  COMMITTED: 104,
  APPLIED: 112,
  FRAMED: 120,
  SENT: 128,
  STREAM: 136,
  INSTRUMENT: 140,
  MERGED: 144,
  STATE: 148,
  REASON: 149,
  FLAGS: 150,
  BODY: 152,
} as const;

export const FRAME_KIND = {
  IMAGE: 1,
  DELTA: 2,
  BBO: 3,
  TRADES: 4,
  ORDERS: 5,
  STATUS: 6,
  HEARTBEAT: 7,
  INSTRUMENT: 8,
  LATENCY_REPORT: 9,
} as const;

export type FrameKind = (typeof FRAME_KIND)[keyof typeof FRAME_KIND];

/** Bits of the flags field; the schema is fbs/common.fbs. */
export const FRAME_FLAG = {
  IMAGE: 1,
  HASH: 2,
  FIRST_PART: 4,
  LAST_PART: 8,
  REFRESH: 16,
} as const;

/** File identifiers, by kind; index 0 is unused. */
export const FRAME_IDENTIFIERS: readonly string[] = [
  '',
  'BCIM',
  'BCDL',
  'BCBB',
  'BCTR',
  'BCOR',
  'BCST',
  'BCHB',
  'BCIN',
  'BCLR',
];

const identifierWord = (text: string): number =>
  text.charCodeAt(0) |
  (text.charCodeAt(1) << 8) |
  (text.charCodeAt(2) << 16) |
  (text.charCodeAt(3) << 24);

/** Where a frame is written: views over one memory, offsets are bytes from its start. */
export interface FrameViews {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
}

const TEMPLATE_WORDS = FRAME.EPOCH >>> 2;
const VTABLE_FIELD_LIMIT = (FRAME.TABLE - FRAME.VTABLE) / 2 - 2;
const HEADER_FIELDS: readonly number[] = [
  FRAME.EPOCH,
  FRAME.SEQ,
  FRAME.SOURCE_SEQUENCE,
  FRAME.VENUE_TIME,
  FRAME.RECEIVED,
  FRAME.COMMITTED,
  FRAME.APPLIED,
  FRAME.FRAMED,
  FRAME.SENT,
  FRAME.STREAM,
  FRAME.INSTRUMENT,
  FRAME.MERGED,
  FRAME.STATE,
  FRAME.REASON,
  FRAME.FLAGS,
];

/**
 * The constant bytes before the table's fields, as words: root offset, identifier, vtable, soffset.
 * @param fields byte offset of each field in schema order.
 * @param fixedEnd where the table's inline part ends.
 */
export function makeTemplate(
  kind: FrameKind,
  fields: readonly number[],
  fixedEnd: number,
): Uint32Array {
  if (fields.length > VTABLE_FIELD_LIMIT)
    throw new RangeError('more fields than the vtable has room for');
  const view = new DataView(new ArrayBuffer(FRAME.EPOCH));
  view.setUint32(FRAME.ROOT, FRAME.TABLE - FRAME.ROOT, true);
  view.setInt32(FRAME.IDENTIFIER, identifierWord(FRAME_IDENTIFIERS[kind]!), true);
  view.setUint16(FRAME.VTABLE, 4 + 2 * fields.length, true);
  view.setUint16(FRAME.VTABLE + 2, fixedEnd - FRAME.TABLE, true);
  fields.forEach((offset, index) => {
    view.setUint16(FRAME.VTABLE + 4 + 2 * index, offset - FRAME.TABLE, true);
  });
  view.setInt32(FRAME.TABLE, FRAME.TABLE - FRAME.VTABLE, true);
  return new Uint32Array(view.buffer);
}

/** makeTemplate for a frame with the common header and `own` fields behind it. */
export const makeHeaderTemplate = (
  kind: FrameKind,
  own: readonly number[],
  fixedEnd: number,
): Uint32Array => makeTemplate(kind, [...HEADER_FIELDS, ...own], fixedEnd);

/** Copy a template to the start of a frame; the size word is the caller's. */
export function writeTemplate(u32: Uint32Array, word: number, template: Uint32Array): void {
  for (let i = 1; i < TEMPLATE_WORDS; i++) u32[word + i] = template[i]!;
}

const SEQ = 0;
const SOURCE_SEQUENCE = 1;
const RECEIVED = 2;
const COMMITTED = 3;
const APPLIED = 4;
const FRAMED = 5;
const SENT = 6;

/**
 * The common fields of the next frame. A writer keeps one and refills it; all lives in typed arrays
 * so that setting a double allocates nothing. Doubles are safe integers.
 */
export class FrameHeader {
  /** seq, source sequence, then the stamps in the order of their way. */
  readonly doubles = new Float64Array(7);
  /** [epoch counter, epoch start, venue time low, venue time high]. */
  readonly words = new Uint32Array(4);
  stream = 0;
  instrument = 0;
  /** Venue messages merged into the frame. */
  merged = 0;
  state = 0;
  reason = 0;
  /** Extra FRAME_FLAG bits; the writers add what the kind itself implies. */
  flags = 0;

  set epochStart(start: number) {
    this.words[1] = start;
  }
  set epochCounter(counter: number) {
    this.words[0] = counter;
  }
  set seq(seq: number) {
    this.doubles[SEQ] = seq;
  }
  /** -1 where the venue has none. */
  set sourceSequence(sequence: number) {
    this.doubles[SOURCE_SEQUENCE] = sequence;
  }
  /** Wall-clock ns since 1970, 0:0 where unknown. */
  setVenueTime(high: number, low: number): void {
    this.words[2] = low;
    this.words[3] = high;
  }
  set receivedNs(stamp: number) {
    this.doubles[RECEIVED] = stamp;
  }
  set committedNs(stamp: number) {
    this.doubles[COMMITTED] = stamp;
  }
  set appliedNs(stamp: number) {
    this.doubles[APPLIED] = stamp;
  }
  set framedNs(stamp: number) {
    this.doubles[FRAMED] = stamp;
  }
  set sentNs(stamp: number) {
    this.doubles[SENT] = stamp;
  }
}

/**
 * Write everything up to FRAME.BODY.
 * @param bytes length of the whole frame, prefix included, a multiple of 8.
 * @param flags all flags of the frame.
 */
export function writeFrameHeader(
  u32: Uint32Array,
  at: number,
  template: Uint32Array,
  header: FrameHeader,
  bytes: number,
  flags: number,
): void {
  const word = at >>> 2;
  const doubles = header.doubles;
  const words = header.words;
  u32[word] = bytes - 4;
  writeTemplate(u32, word, template);
  u32[word + (FRAME.EPOCH >>> 2)] = words[0]!;
  u32[word + (FRAME.EPOCH >>> 2) + 1] = words[1]!;
  storeInt64(u32, word + (FRAME.SEQ >>> 2), doubles, SEQ);
  storeInt64(u32, word + (FRAME.SOURCE_SEQUENCE >>> 2), doubles, SOURCE_SEQUENCE);
  u32[word + (FRAME.VENUE_TIME >>> 2)] = words[2]!;
  u32[word + (FRAME.VENUE_TIME >>> 2) + 1] = words[3]!;
  storeInt64(u32, word + (FRAME.RECEIVED >>> 2), doubles, RECEIVED);
  storeInt64(u32, word + (FRAME.COMMITTED >>> 2), doubles, COMMITTED);
  storeInt64(u32, word + (FRAME.APPLIED >>> 2), doubles, APPLIED);
  storeInt64(u32, word + (FRAME.FRAMED >>> 2), doubles, FRAMED);
  storeInt64(u32, word + (FRAME.SENT >>> 2), doubles, SENT);
  u32[word + (FRAME.STREAM >>> 2)] = header.stream;
  u32[word + (FRAME.INSTRUMENT >>> 2)] = header.instrument;
  u32[word + (FRAME.MERGED >>> 2)] = header.merged;
  u32[word + (FRAME.STATE >>> 2)] = header.state | (header.reason << 8) | (flags << 16);
}

/** The gateway's own stamp, written into its copy of a frame. */
export function patchSent(u32: Uint32Array, at: number, sentNs: number): void {
  writeInt64(u32, (at + FRAME.SENT) >>> 2, sentNs);
}

/** Length of a frame with its size prefix. */
export const frameBytes = (u32: Uint32Array, at: number): number => u32[at >>> 2]! + 4;

const WORD_KINDS = new Map(
  FRAME_IDENTIFIERS.map((text, kind) => [identifierWord(text), kind as FrameKind] as const).slice(
    1,
  ),
);
const DELTA_WORD = identifierWord('BCDL');

/** Kind from an identifier as little-endian int32; undefined for none of ours. */
export const kindOfIdentifier = (word: number): FrameKind | undefined => WORD_KINDS.get(word);

/** Kind of a frame that we wrote; 0 for none of ours. */
export function frameKind(u32: Uint32Array, at: number): FrameKind | 0 {
  const word = u32[(at + FRAME.IDENTIFIER) >>> 2]! | 0;
  if (word === DELTA_WORD) return FRAME_KIND.DELTA;
  return WORD_KINDS.get(word) ?? 0;
}

export const frameStream = (u32: Uint32Array, at: number): number =>
  u32[(at + FRAME.STREAM) >>> 2]!;
export const frameInstrument = (u32: Uint32Array, at: number): number =>
  u32[(at + FRAME.INSTRUMENT) >>> 2]!;
export const frameEpochCounter = (u32: Uint32Array, at: number): number =>
  u32[(at + FRAME.EPOCH) >>> 2]!;
export const frameEpochStart = (u32: Uint32Array, at: number): number =>
  u32[(at + FRAME.EPOCH + 4) >>> 2]!;
export const frameSeq = (u32: Uint32Array, at: number): number =>
  readUint64(u32, (at + FRAME.SEQ) >>> 2);
/** Low 32 bits of seq: what NewestSequence holds. */
export const frameSeqLow = (u32: Uint32Array, at: number): number => u32[(at + FRAME.SEQ) >>> 2]!;
export const frameReceivedNs = (u32: Uint32Array, at: number): number =>
  readUint64(u32, (at + FRAME.RECEIVED) >>> 2);
export const frameCommittedNs = (u32: Uint32Array, at: number): number =>
  readUint64(u32, (at + FRAME.COMMITTED) >>> 2);
export const frameAppliedNs = (u32: Uint32Array, at: number): number =>
  readUint64(u32, (at + FRAME.APPLIED) >>> 2);
export const frameFramedNs = (u32: Uint32Array, at: number): number =>
  readUint64(u32, (at + FRAME.FRAMED) >>> 2);
export const frameMerged = (u32: Uint32Array, at: number): number =>
  u32[(at + FRAME.MERGED) >>> 2]!;
export const frameState = (u32: Uint32Array, at: number): number =>
  u32[(at + FRAME.STATE) >>> 2]! & 0xff;
export const frameReason = (u32: Uint32Array, at: number): number =>
  (u32[(at + FRAME.STATE) >>> 2]! >>> 8) & 0xff;
export const frameFlags = (u32: Uint32Array, at: number): number =>
  u32[(at + FRAME.STATE) >>> 2]! >>> 16;
