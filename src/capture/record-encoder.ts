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
import { varintBytes, writeVarint, zigzag } from './varint.js';

const NAME_TAG = tagOf(INPUT_FIELD.NAME, WIRE.BYTES);
const NOW_TAG = tagOf(RECORD_FIELD.NOW_NS, WIRE.VARINT);
const DELTA_TAG = tagOf(RECORD_FIELD.RECEIVED_DELTA_NS, WIRE.VARINT);
/** Below this a loop is faster than the call of TypedArray.set. */
const SET_BYTES_MIN = 48;
const NOTHING = new Uint8Array(0);

/** What a record is about to be; measure() first, then write() as many bytes. */
export class RecordEncoder {
  /** [now, received], run clock in ns, of the next record. */
  readonly stamps = new Float64Array(2);
  private field: InputField = RECORD_FIELD.TIMERS;
  private name: Uint8Array = NOTHING;
  private hasName = false;
  private data: Uint8Array = NOTHING;
  /** 0: no data. */
  private dataField = 0;
  private bodyBytes = 0;
  private inputBytes = 0;

  /** An input with a name (a connection, address …) and bytes. @returns bytes of the whole record. */
  measureNamed(field: InputField, name: Uint8Array, dataField: number, data: Uint8Array): number {
    this.field = field;
    this.name = name;
    this.hasName = true;
    this.data = data;
    this.dataField = dataField;
    this.inputBytes =
      1 +
      varintBytes(name.length) +
      name.length +
      (dataField === 0 ? 0 : 1 + varintBytes(data.length) + data.length);
    return this.measure();
  }

  /** An input of nothing but fields that are encoded already; may be empty. */
  measureEncoded(field: InputField, fields: Uint8Array): number {
    this.field = field;
    this.hasName = false;
    this.dataField = 0;
    this.data = fields;
    this.inputBytes = fields.length;
    return this.measure();
  }

  /** @returns the offset behind the record. */
  write(bytes: Uint8Array, offset: number): number {
    const { stamps } = this;
    const delta = stamps[1]! - stamps[0]!;
    let at = writeVarint(bytes, offset, this.bodyBytes);
    bytes[at++] = NOW_TAG;
    at = writeVarint(bytes, at, stamps[0]!);
    if (delta !== 0) {
      bytes[at++] = DELTA_TAG;
      at = writeVarint(bytes, at, zigzag(delta));
    }
    bytes[at++] = tagOf(this.field, WIRE.BYTES);
    at = writeVarint(bytes, at, this.inputBytes);
    if (!this.hasName) return copyBytes(this.data, bytes, at);
    bytes[at++] = NAME_TAG;
    at = copyBytes(this.name, bytes, writeVarint(bytes, at, this.name.length));
    if (this.dataField === 0) return at;
    bytes[at++] = tagOf(this.dataField, WIRE.BYTES);
    return copyBytes(this.data, bytes, writeVarint(bytes, at, this.data.length));
  }

  /** The data belongs to the caller again. */
  forget(): void {
    this.data = NOTHING;
  }

  private measure(): number {
    const { stamps, inputBytes } = this;
    const delta = stamps[1]! - stamps[0]!;
    this.bodyBytes =
      1 +
      varintBytes(stamps[0]!) +
      (delta === 0 ? 0 : 1 + varintBytes(zigzag(delta))) +
      1 +
      varintBytes(inputBytes) +
      inputBytes;
    return varintBytes(this.bodyBytes) + this.bodyBytes;
  }
}

function copyBytes(from: Uint8Array, to: Uint8Array, offset: number): number {
  const { length } = from;
  if (length >= SET_BYTES_MIN) to.set(from, offset);
  else for (let i = 0; i < length; i++) to[offset + i] = from[i]!;
  return offset + length;
}

/** Fields of Resync. Cold. */
export function resyncFields(symbol: Uint8Array, reason: number): Uint8Array {
  const fields = new Uint8Array(symbol.length + 16);
  fields[0] = tagOf(RESYNC_FIELD.SYMBOL, WIRE.BYTES);
  let at = copyBytes(symbol, fields, writeVarint(fields, 1, symbol.length));
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
