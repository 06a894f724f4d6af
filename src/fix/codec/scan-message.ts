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
const TAG_DIGITS_MAX = 6;

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
  // With an SOH at the end no loop over a tag or a value can run beyond it.
  if (end <= start || bytes[end - 1] !== SOH) return false;
  const { dataTags } = dataFields;
  let { tags, starts, ends } = table;
  let count = 0;
  let dataTag = 0;
  let dataBytes = 0;
  // `| 0` where a step is taken a byte: V8 then does not look for an overflow each time.
  let at = start;
  while (at < end) {
    const tagStart = at;
    let tag = 0;
    let digit = bytes[at]! - ZERO;
    while (digit >= 0 && digit <= 9) {
      tag = (tag * 10 + digit) | 0;
      at = (at + 1) | 0;
      digit = bytes[at]! - ZERO;
    }
    table.count = count;
    const digitCount = at - tagStart;
    if (digit !== EQUALS - ZERO || digitCount === 0 || digitCount > TAG_DIGITS_MAX) return false;
    if (bytes[tagStart] === ZERO) return false;
    const valueStart = ++at;
    if (tag === dataTag) {
      at += dataBytes;
      if (at >= end || bytes[at] !== SOH) return false;
    } else while (bytes[at] !== SOH) at = (at + 1) | 0;
    if (count === tags.length) {
      table.grow();
      ({ tags, starts, ends } = table);
    }
    tags[count] = tag;
    starts[count] = valueStart;
    ends[count++] = at;
    dataTag = tag < dataTags.length ? dataTags[tag]! : dataFields.dataTagOf(tag);
    if (dataTag !== 0) {
      const length = table.integerAt(count - 1);
      if (!(length >= 0)) dataTag = 0;
      // An integer for V8, too, or every place in the message were a float.
      dataBytes = length < end ? length | 0 : end;
    }
    at++;
  }
  table.count = count;
  return true;
}
