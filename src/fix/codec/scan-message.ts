/**
 * Tag=value bytes → the fields of one message. Owns the notation alone: what a field means, which are
 * required and what a group is, the dictionary says. Allocates nothing. Any thread.
 */
import { FieldTable } from './field-table.js';

const SOH = 0x01;
const EQUALS = 0x3d;
const ZERO = 0x30;
const TAG_MAX = 999_999;

/** Length field of each data field, whose value may hold SOH: [length, data]. */
const DATA_FIELDS: readonly (readonly [number, number])[] = [
  [90, 91],
  [93, 89],
  [95, 96],
  [212, 213],
  [348, 349],
  [350, 351],
  [352, 353],
  [354, 355],
  [356, 357],
  [358, 359],
  [360, 361],
  [362, 363],
  [364, 365],
  [445, 446],
  [618, 619],
  [621, 622],
  [1401, 1402],
  [1403, 1404],
];
const DATA_OF_LENGTH = new Map(DATA_FIELDS);

/**
 * Scan `bytes[start, end)`, one whole message that the framing has found, into `table`.
 * @returns whether every field has the shape `tag=value` and SOH; `table` holds those before the first that has not.
 */
export function scanMessage(
  table: FieldTable,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  table.begin(bytes, start, end);
  let at = start;
  let dataTag = 0;
  let dataBytes = 0;
  while (at < end) {
    let tag = 0;
    let byte = bytes[at]!;
    const tagStart = at;
    while (byte >= ZERO && byte <= ZERO + 9) {
      tag = tag * 10 + (byte - ZERO);
      byte = bytes[++at]!;
    }
    if (byte !== EQUALS || at === tagStart || bytes[tagStart] === ZERO || tag > TAG_MAX)
      return false;
    const valueStart = ++at;
    if (tag === dataTag) at += dataBytes;
    while (at < end && bytes[at] !== SOH) at++;
    if (at >= end) return false;
    if (tag === dataTag && at !== valueStart + dataBytes) return false;
    table.add(tag, valueStart, at);
    const data = DATA_OF_LENGTH.get(tag);
    dataTag = 0;
    if (data !== undefined) {
      dataTag = data;
      dataBytes = table.integerAt(table.count - 1);
      if (!(dataBytes >= 0)) dataTag = 0;
    }
    at++;
  }
  return true;
}
