/**
 * Trade ids that venues write as text, as 64-bit words: a decimal number up to 2^64 - 1 is itself,
 * exactly; any other text (a UUID) gets a number of ours, counted, with the top bit set. Owns the newest
 * ids of one instrument, so that a trade told twice is known. Feed thread.
 */
import type { HandleCounter } from './order-handles.js';
import { RecentIds } from './recent-ids.js';

const TWO_32 = 4294967296;
/** Of the upper word: the id is ours, not the venue's. */
const OURS = 0x80000000;
/** Of 2^64 - 1. */
const DIGITS_MAX = 20;
/** Of numbers that a double surely holds. */
const SAFE_DIGITS = 15;

export class TradeIds {
  /** Of the last new id. */
  high = 0;
  low = 0;
  private readonly recent = new Set<string>();
  private readonly recentNumbers = new RecentIds();

  constructor(
    private readonly counter: HandleCounter,
    private readonly recentLimit: number,
  ) {}

  /** @returns false for an id among the newest; else its words are in high and low. */
  take(text: string): boolean {
    if (text.length <= SAFE_DIGITS && this.readNumber(text)) {
      return this.recentNumbers.add(this.high * TWO_32 + this.low);
    }
    if (this.recent.has(text)) return false;
    this.recent.add(text);
    if (this.recent.size > this.recentLimit) {
      this.recent.delete(this.recent.values().next().value!);
    }
    if (!this.readNumber(text)) {
      const handle = this.counter.next();
      this.high = (Math.floor(handle / TWO_32) | OURS) >>> 0;
      this.low = handle >>> 0;
    }
    return true;
  }

  /** take() of the text `bytes[from, to)`; makes a string only of what is no small number. */
  takeBytes(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from > SAFE_DIGITS || to === from) return this.take(textAt(bytes, from, to));
    let value = 0;
    for (let i = from; i < to; i++) {
      const digit = bytes[i]! - 0x30;
      if (digit < 0 || digit > 9) return this.take(textAt(bytes, from, to));
      value = value * 10 + digit;
    }
    this.high = Math.floor(value / TWO_32);
    this.low = value >>> 0;
    return this.recentNumbers.add(value);
  }

  /** Digit by digit in two words: a double would round what is above 2^53. */
  private readNumber(text: string): boolean {
    const { length } = text;
    if (length === 0 || length > DIGITS_MAX) return false;
    let high = 0;
    let low = 0;
    for (let i = 0; i < length; i++) {
      const digit = text.charCodeAt(i) - 0x30;
      if (digit < 0 || digit > 9) return false;
      const product = low * 10 + digit;
      low = product % TWO_32;
      high = high * 10 + (product - low) / TWO_32;
    }
    if (high >= TWO_32) return false;
    this.high = high;
    this.low = low;
    return true;
  }
}

const textAt = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
