/**
 * Tag=value bytes → the fields of one message. Owns the notation alone: what a field means, which are
 * required and what a group is, the dictionary says. Allocates nothing. Any thread.
 */
import { DataFields } from './data-fields.js';
import type { FieldTable } from './field-table.js';

const SOH = 0x01;
const EQUALS = 0x3d;
const ZERO = 0x30;
export const TAG_MAX = 999_999;

/**
 * Scan `bytes[start, end)`, one whole message that the framing has found, into `table`.
 * @returns whether every field has the shape `tag=value` and SOH; `table` holds those before the first that has not.
 */
export function scanMessage(
  table: FieldTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  dataFields: DataFields = DataFields.STANDARD,
): boolean {
  table.begin(bytes, start, end);
  let at = start;
  let dataTag = 0;
  let dataBytes = 0;
  while (at < end) {
    const tagStart = at;
    let tag = 0;
    let byte = bytes[at]!;
    while (byte >= ZERO && byte <= ZERO + 9 && at < end) {
      tag = tag * 10 + (byte - ZERO);
      byte = bytes[++at]!;
    }
    if (byte !== EQUALS || tag === 0 || tag > TAG_MAX || bytes[tagStart] === ZERO) return false;
    const valueStart = ++at;
    if (tag === dataTag) at += dataBytes;
    while (at < end && bytes[at] !== SOH) at++;
    if (at >= end || (tag === dataTag && at !== valueStart + dataBytes)) return false;
    table.add(tag, valueStart, at);
    dataTag = dataFields.dataTagOf(tag);
    if (dataTag !== 0) {
      dataBytes = table.integerAt(table.count - 1);
      if (!(dataBytes >= 0)) dataTag = 0;
    }
    at++;
  }
  return true;
}
