/**
 * Records of proto/recording.proto as bytes, length before each, written straight to where they are to
 * lie. Owns sizes and bytes; must never allocate for what comes with every message. Feed thread.
 *
 * By hand because it runs on the feed's path: a library builds objects and a buffer per message. What
 * it writes is read back by a stock protobuf library in tests.
 */
import {
  INPUT_FIELD,
  MISSING_FIELD,
  RECORD_FIELD,
  RESYNC_FIELD,
  tagOf,
  WIRE,
  type InputField,
} from './record-fields.js';
import { varintBytes, writeLowBits, writeVarint, zigzag } from './varint.js';

const NAME_TAG = tagOf(INPUT_FIELD.NAME, WIRE.BYTES);
const NOW_TAG = tagOf(RECORD_FIELD.NOW_NS, WIRE.VARINT);
const DELTA_TAG = tagOf(RECORD_FIELD.RECEIVED_DELTA_NS, WIRE.VARINT);
/** Below this a loop is faster than the call of TypedArray.set. */
const SET_BYTES_MIN = 24;
const NOTHING = new Uint8Array(0);
const TWO_28 = 268435456;

/** What a record is about to be; measure first, then write() as many bytes. */
export class RecordEncoder {
  /** [now, received], run clock in ns, of the next record. */
  readonly stamps = new Float64Array(2);
  private field: InputField = RECORD_FIELD.TIMERS;
  /** Encoded already, tag and length included. */
  private nameField: Uint8Array = NOTHING;
  private data: Uint8Array = NOTHING;
  /** 0: the data are the input's encoded fields themselves. */
  private dataField = 0;
  /** Now, as two small integers: 28 bits, and what is above them. */
  private nowLow = 0;
  private nowHigh = 0;
  private bodyBytes = 0;
  private inputBytes = 0;
  private totalBytes = 0;

  /**
   * An input with a name (a connection, address …) and bytes.
   * @param nameField as encodeName made it. @returns bytes of the whole record.
   */
  measureNamed(
    field: InputField,
    nameField: Uint8Array,
    dataField: number,
    data: Uint8Array,
  ): number {
    const { length } = data;
    this.field = field;
    this.nameField = nameField;
    this.data = data;
    this.dataField = dataField;
    return this.measure(nameField.length + 1 + varintBytes(length) + length);
  }

  /** An input of nothing but fields that are encoded already; may be empty. */
  measureEncoded(field: InputField, fields: Uint8Array): number {
    this.field = field;
    this.nameField = NOTHING;
    this.data = fields;
    this.dataField = 0;
    return this.measure(fields.length);
  }

  /** Where the record should begin, 0 … 7 modulo 8, for its data to lie in memory as they do at the caller's. */
  get alignment(): number {
    const { data, totalBytes } = this;
    return (data.byteOffset - (totalBytes - data.length)) & 7;
  }

  /** @returns the offset behind the record. */
  write(bytes: Uint8Array, offset: number): number {
    const { stamps, data, dataField, nowHigh, nowLow } = this;
    let at = writeVarint(bytes, offset, this.bodyBytes);
    bytes[at++] = NOW_TAG;
    if (nowHigh === 0) at = writeVarint(bytes, at, nowLow);
    else at = writeVarint(bytes, writeLowBits(bytes, at, nowLow), nowHigh);
    if (stamps[1] !== stamps[0]) {
      bytes[at++] = DELTA_TAG;
      at = writeVarint(bytes, at, zigzag(stamps[1]! - stamps[0]!));
    }
    bytes[at++] = tagOf(this.field, WIRE.BYTES);
    at = copyBytes(this.nameField, bytes, writeVarint(bytes, at, this.inputBytes));
    if (dataField !== 0) {
      bytes[at++] = tagOf(dataField, WIRE.BYTES);
      at = writeVarint(bytes, at, data.length);
    }
    return copyBytes(data, bytes, at);
  }

  /** The data belongs to the caller again. */
  forget(): void {
    this.data = NOTHING;
  }

  private measure(inputBytes: number): number {
    const { stamps } = this;
    const high = Math.floor(stamps[0]! / TWO_28);
    this.nowHigh = high;
    this.nowLow = (stamps[0]! - high * TWO_28) | 0;
    this.inputBytes = inputBytes;
    this.bodyBytes =
      1 +
      (high === 0 ? varintBytes(this.nowLow) : 4 + varintBytes(high)) +
      (stamps[1] === stamps[0] ? 0 : 1 + varintBytes(zigzag(stamps[1]! - stamps[0]!))) +
      1 +
      varintBytes(inputBytes) +
      inputBytes;
    return (this.totalBytes = varintBytes(this.bodyBytes) + this.bodyBytes);
  }
}

/** The name of an input as its field, to be kept: connections come again. */
export function encodeName(name: string): Uint8Array {
  const text = Buffer.from(name);
  const field = new Uint8Array(1 + varintBytes(text.length) + text.length);
  field[0] = NAME_TAG;
  field.set(text, writeVarint(field, 1, text.length));
  return field;
}

function copyBytes(from: Uint8Array, to: Uint8Array, offset: number): number {
  const { length } = from;
  if (length >= SET_BYTES_MIN) to.set(from, offset);
  else for (let i = 0; i < length; i++) to[offset + i] = from[i]!;
  return offset + length;
}

/** Fields of Resync: its symbol is a name like any other. Cold. */
export function resyncFields(nameField: Uint8Array, reason: number): Uint8Array {
  const fields = new Uint8Array(nameField.length + 11);
  fields.set(nameField);
  let at = nameField.length;
  fields[at++] = tagOf(RESYNC_FIELD.REASON, WIRE.VARINT);
  at = writeVarint(fields, at, reason);
  return fields.subarray(0, at);
}

/** Fields of Missing. Cold. */
export function missingFields(count: number, firstNowNs: number, lastNowNs: number): Uint8Array {
  const fields = new Uint8Array(33);
  let at = 0;
  const add = (field: number, value: number): void => {
    fields[at++] = tagOf(field, WIRE.VARINT);
    at = writeVarint(fields, at, value);
  };
  add(MISSING_FIELD.COUNT, count);
  add(MISSING_FIELD.FIRST_NOW_NS, firstNowNs);
  add(MISSING_FIELD.LAST_NOW_NS, lastNowNs);
  return fields.subarray(0, at);
}
