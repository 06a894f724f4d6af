/**
 * The fields of one message: for each its tag and where its value lies, in typed arrays that are filled
 * again for the next message. Owns no bytes: they are the caller's and valid as long as he says. Any thread.
 */
import { parseScaled } from '../../market/decimal.js';

const FIELDS_FIRST = 256;
const SOH = 0x01;

export class FieldTable {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the message begins and ends in `bytes`: from `8=` to behind the last SOH. */
  start = 0;
  end = 0;
  count = 0;
  tags = new Int32Array(FIELDS_FIRST);
  /** Of the value's first byte. */
  starts = new Int32Array(FIELDS_FIRST);
  /** Behind the value's last byte, where its SOH is. */
  ends = new Int32Array(FIELDS_FIRST);

  begin(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.count = 0;
  }

  /** @returns the index of the first field with this tag from `from` to before `to`, or -1. */
  find(tag: number, from = 0, to = this.count): number {
    const { tags } = this;
    for (let i = from; i < to; i++) if (tags[i] === tag) return i;
    return -1;
  }

  /** The value as text (ISO 8859-1, so that every byte is a character); undefined where the tag is not there. */
  text(tag: number): string | undefined {
    const index = this.find(tag);
    return index < 0 ? undefined : this.textAt(index);
  }

  textAt(index: number): string {
    let text = '';
    for (let i = this.starts[index]!; i < this.ends[index]!; i++) {
      text += String.fromCharCode(this.bytes[i]!);
    }
    return text;
  }

  /** A whole number at an index; NaN where it is none. */
  integerAt(index: number): number {
    return parseScaled(this.bytes, this.starts[index]!, this.ends[index]!, 0);
  }

  /** NaN where the tag is not there, or its value is no whole number. */
  integer(tag: number): number {
    const index = this.find(tag);
    return index < 0 ? NaN : this.integerAt(index);
  }

  /** Whether the value at an index is this one character. */
  isCharacter(index: number, character: number): boolean {
    const at = this.starts[index]!;
    return this.bytes[at] === character && this.bytes[at + 1] === SOH;
  }

  /** Room for twice as many fields. */
  grow(): void {
    const size = this.tags.length * 2;
    const grown = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(size);
      larger.set(old);
      return larger;
    };
    this.tags = grown(this.tags);
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
  }
}
