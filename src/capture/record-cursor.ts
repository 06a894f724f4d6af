/**
 * Reads the records of a block's content one after the other, into fields that are used again. Owns
 * the place in the content; builds no objects. Skips fields that it does not know, as protobuf wants
 * it. Feed thread.
 */
import {
  INPUT_FIELD,
  MISSING_FIELD,
  RECORD_FIELD,
  WIRE,
  type InputField,
} from './record-fields.js';
import { unzigzag, VarintReader } from './varint.js';

/** No field of Record has this number: a kind of input that this version does not know. */
export const UNKNOWN_INPUT = 0;

/** Indices of `stamps`. */
export const RECORD_STAMP = { NOW_NS: 0, RECEIVED_NS: 1 } as const;

const KNOWN_NAMES_LIMIT = 16;

export type RecordStep = 'record' | 'end' | 'malformed';

export class RecordCursor {
  /** Of the record in hand. */
  input: InputField | typeof UNKNOWN_INPUT = UNKNOWN_INPUT;
  /** [now, received], run clock of the session in ns. */
  readonly stamps = new Float64Array(2);
  isBinary = false;
  /** Reason of a resync, count of what is missing. */
  number = 0;
  private content: Uint8Array = new Uint8Array(0);
  private readonly varints = new VarintReader();
  private nextOffset = 0;
  private nameAt = 0;
  private nameEnd = 0;
  private dataAt = 0;
  private dataEnd = 0;
  /** Connections are few and come again: their bytes are compared before a text is made. */
  private readonly knownNames: { readonly bytes: Uint8Array; readonly text: string }[] = [];
  private knownNameNext = 0;

  /** @param content stays the caller's; what data() answers lies in it. */
  aim(content: Uint8Array): void {
    this.content = content;
    this.nextOffset = 0;
  }

  /** Take the next record into hand. */
  next(): RecordStep {
    const { content, varints } = this;
    if (this.nextOffset >= content.length) return 'end';
    varints.aim(content, this.nextOffset, content.length);
    const bytes = varints.read();
    const end = varints.offset + bytes;
    if (varints.failed || end > content.length) return 'malformed';
    this.nextOffset = end;
    return this.readRecord(varints.offset, end) ? 'record' : 'malformed';
  }

  /** Name of a connection, address or symbol. */
  name(): string {
    const { knownNames } = this;
    for (let i = 0; i < knownNames.length; i++) {
      const known = knownNames[i]!;
      if (this.nameIs(known.bytes)) return known.text;
    }
    const bytes = this.content.slice(this.nameAt, this.nameEnd);
    const text = Buffer.from(bytes).toString();
    knownNames[this.knownNameNext++ % KNOWN_NAMES_LIMIT] = { bytes, text };
    return text;
  }

  /** Bytes of the record in hand, in the content. */
  data(): Uint8Array {
    return this.content.subarray(this.dataAt, this.dataEnd);
  }

  dataText(): string {
    const data = this.data();
    return Buffer.from(data.buffer, data.byteOffset, data.length).toString();
  }

  private nameIs(bytes: Uint8Array): boolean {
    const { content, nameAt } = this;
    const { length } = bytes;
    if (this.nameEnd - nameAt !== length) return false;
    for (let i = 0; i < length; i++) if (content[nameAt + i] !== bytes[i]) return false;
    return true;
  }

  private readRecord(offset: number, end: number): boolean {
    const { varints, stamps } = this;
    this.input = UNKNOWN_INPUT;
    this.isBinary = false;
    this.number = 0;
    this.nameAt = this.nameEnd = this.dataAt = this.dataEnd = offset;
    stamps[0] = stamps[1] = 0;
    let delta = 0;
    varints.aim(this.content, offset, end);
    while (varints.offset < end) {
      const tag = varints.read();
      if (varints.failed) return false;
      const field = Math.floor(tag / 8);
      const wire = tag % 8;
      if (wire !== WIRE.BYTES || field < RECORD_FIELD.CONNECTED || field > RECORD_FIELD.MISSING) {
        const value = wire === WIRE.VARINT ? varints.read() : this.skip(wire, end);
        if (varints.failed) return false;
        if (wire !== WIRE.VARINT) continue;
        if (field === RECORD_FIELD.NOW_NS) stamps[RECORD_STAMP.NOW_NS] = value;
        else if (field === RECORD_FIELD.RECEIVED_DELTA_NS) delta = unzigzag(value);
        continue;
      }
      const bytes = varints.read();
      const start = varints.offset;
      if (varints.failed || start + bytes > end) return false;
      this.input = field as InputField;
      if (!this.readInput(start, start + bytes)) return false;
      varints.aim(this.content, start + bytes, end);
    }
    stamps[RECORD_STAMP.RECEIVED_NS] = stamps[RECORD_STAMP.NOW_NS]! + delta;
    return true;
  }

  private readInput(offset: number, end: number): boolean {
    const { varints } = this;
    const hasCount = this.input === RECORD_FIELD.MISSING;
    varints.aim(this.content, offset, end);
    while (varints.offset < end) {
      const tag = varints.read();
      if (varints.failed) return false;
      const field = Math.floor(tag / 8);
      const wire = tag % 8;
      if (wire === WIRE.VARINT) {
        const value = varints.read();
        const wanted = hasCount ? MISSING_FIELD.COUNT : INPUT_FIELD.DATA;
        if (field === wanted) this.number = value;
      } else if (wire === WIRE.BYTES) {
        const bytes = varints.read();
        const start = varints.offset;
        if (varints.failed || start + bytes > end) return false;
        this.takeBytes(field, start, start + bytes);
        varints.offset = start + bytes;
      } else {
        this.skip(wire, end);
      }
      if (varints.failed) return false;
    }
    return true;
  }

  private takeBytes(field: number, start: number, end: number): void {
    if (field === INPUT_FIELD.NAME) {
      this.nameAt = start;
      this.nameEnd = end;
      return;
    }
    if (field !== INPUT_FIELD.DATA && field !== INPUT_FIELD.BINARY) return;
    this.isBinary = field === INPUT_FIELD.BINARY;
    this.dataAt = start;
    this.dataEnd = end;
  }

  /** A field that is not ours, of a wire type other than varint. @returns 0. */
  private skip(wire: number, end: number): number {
    const { varints } = this;
    const bytes =
      wire === WIRE.FIXED64
        ? 8
        : wire === WIRE.FIXED32
          ? 4
          : wire === WIRE.BYTES
            ? varints.read()
            : Infinity;
    if (varints.offset + bytes > end) varints.failed = true;
    else varints.offset += bytes;
    return 0;
  }
}
