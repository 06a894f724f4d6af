/**
 * The verifier for hostile bytes: proves that every offset, vtable entry, vector and string of a
 * frame lies inside it, so that a decoder bound to it afterwards cannot read outside. Knows the
 * schema by tables; fields of later versions are skipped. Runs everywhere, in clients mostly.
 *
 * It checks structure only. Values (an action of 7, a price beyond 2^53) are the reader's to judge.
 */
import { FRAME, FRAME_KIND, kindOfIdentifier, type FrameKind } from './frame-header.js';
import { STAGE_ENTRY_BYTES } from './latency-report.js';

const SCALAR = 0;
const VECTOR = 1;
const TEXT = 2;

/** bytes: of the scalar, or of one element of the vector. */
interface Field {
  readonly type: typeof SCALAR | typeof VECTOR | typeof TEXT;
  readonly bytes: number;
  readonly required: boolean;
}

const scalar = (bytes: number): Field => ({ type: SCALAR, bytes, required: false });
const structs = (bytes: number): Field => ({ type: VECTOR, bytes, required: false });
const TEXT_REQUIRED: Field = { type: TEXT, bytes: 1, required: true };

const HEADER: readonly Field[] = [
  ...Array.from({ length: 9 }, () => scalar(8)),
  ...Array.from({ length: 3 }, () => scalar(4)),
  scalar(1),
  scalar(1),
  scalar(2),
];

const LEVELS = structs(24);

/** Fields in schema order, by kind. */
const SCHEMA: Readonly<Record<FrameKind, readonly Field[]>> = {
  [FRAME_KIND.IMAGE]: [
    ...HEADER,
    scalar(8),
    LEVELS,
    LEVELS,
    scalar(2),
    scalar(2),
    scalar(8),
    scalar(8),
  ],
  [FRAME_KIND.DELTA]: [...HEADER, scalar(8), LEVELS, LEVELS],
  [FRAME_KIND.BBO]: [...HEADER, scalar(8), scalar(8), scalar(8), scalar(8)],
  [FRAME_KIND.TRADES]: [...HEADER, structs(32)],
  [FRAME_KIND.ORDERS]: [...HEADER, structs(40), scalar(2), scalar(2)],
  [FRAME_KIND.STATUS]: HEADER,
  [FRAME_KIND.HEARTBEAT]: HEADER,
  [FRAME_KIND.INSTRUMENT]: [
    scalar(4),
    TEXT_REQUIRED,
    TEXT_REQUIRED,
    scalar(1),
    scalar(1),
    scalar(8),
    scalar(8),
    scalar(4),
  ],
  [FRAME_KIND.LATENCY_REPORT]: [
    ...Array.from({ length: 3 }, () => scalar(8)),
    structs(STAGE_ENTRY_BYTES),
    ...Array.from({ length: 13 }, () => scalar(8)),
  ],
};

/** What is wrong with a frame of a later version: its length can be relied on, so readers skip it. */
export const UNKNOWN_IDENTIFIER = 'the identifier is none of ours';

/** Size prefix, root offset and identifier. */
const PREAMBLE_BYTES = FRAME.VTABLE;
/** Structs are aligned to their 64-bit fields. */
const STRUCT_ALIGNMENT = 8;

/** A vector or text whose offset field lies at `position`; all positions count from the frame's start. */
function verifyTarget(
  view: DataView,
  at: number,
  end: number,
  position: number,
  field: Field,
): string | undefined {
  const target = position + view.getUint32(at + position, true);
  if (target % 4 !== 0) return 'a vector is misaligned';
  if (target + 4 > end) return 'a vector begins outside';
  const count = view.getUint32(at + target, true);
  const bytes = count * field.bytes;
  if (target + 4 + bytes > end) return 'a vector ends outside';
  if (field.type === TEXT) {
    const terminator = target + 4 + count;
    if (terminator >= end || view.getUint8(at + terminator) !== 0)
      return 'a text is not terminated';
  } else if (count > 0 && (target + 4) % STRUCT_ALIGNMENT !== 0) {
    return 'the elements of a vector are misaligned';
  }
  return undefined;
}

function verifyField(
  view: DataView,
  at: number,
  end: number,
  table: number,
  tableBytes: number,
  offset: number,
  field: Field,
): string | undefined {
  if (offset === 0) return field.required ? 'a required field is missing' : undefined;
  const bytes = field.type === SCALAR ? field.bytes : 4;
  if (offset < 4 || offset + bytes > tableBytes) return 'a field lies outside of its table';
  const position = table + offset;
  if (position % bytes !== 0) return 'a field is misaligned';
  return field.type === SCALAR ? undefined : verifyTarget(view, at, end, position, field);
}

/**
 * @param at where the frame's size prefix is; any alignment of the memory itself will do.
 * @param length bytes there are from `at` on; the frame may be shorter.
 * @returns undefined when every byte a decoder may read lies inside the frame, otherwise what is wrong.
 */
export function verifyFrame(view: DataView, at: number, length: number): string | undefined {
  if (at < 0 || length > view.byteLength - at) return 'the frame lies outside of the memory';
  if (length < PREAMBLE_BYTES) return 'shorter than a frame can be';
  const end = view.getUint32(at, true) + 4;
  if (end > length) return 'the size prefix exceeds the bytes there are';
  if (end < PREAMBLE_BYTES) return 'the size prefix is smaller than a frame can be';
  const kind = kindOfIdentifier(view.getInt32(at + FRAME.IDENTIFIER, true));
  if (kind === undefined) return UNKNOWN_IDENTIFIER;
  const table = FRAME.ROOT + view.getUint32(at + FRAME.ROOT, true);
  if (table % 4 !== 0) return 'the table is misaligned';
  if (table + 4 > end) return 'the table begins outside';
  const vtable = table - view.getInt32(at + table, true);
  if (vtable % 2 !== 0) return 'the vtable is misaligned';
  if (vtable < FRAME.ROOT || vtable + 4 > end) return 'the vtable begins outside';
  const vtableBytes = view.getUint16(at + vtable, true);
  const tableBytes = view.getUint16(at + vtable + 2, true);
  if (vtableBytes < 4 || vtableBytes % 2 !== 0) return 'the vtable has no valid length';
  if (vtable + vtableBytes > end) return 'the vtable ends outside';
  if (tableBytes < 4 || table + tableBytes > end) return 'the table ends outside';
  const fields = SCHEMA[kind];
  for (let slot = 0; slot < fields.length; slot++) {
    const entry = 4 + 2 * slot;
    const offset = entry < vtableBytes ? view.getUint16(at + vtable + entry, true) : 0;
    const wrong = verifyField(view, at, end, table, tableBytes, offset, fields[slot]!);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Bytes of a frame that is verified or of an unknown identifier, its size prefix included. */
export const verifiedFrameBytes = (view: DataView, at: number): number =>
  view.getUint32(at, true) + 4;
