/**
 * Counters and gauges in shared memory. Owns the two words of each value; must never be written by
 * two threads. Every thread has a block of its own, anybody may read.
 *
 *   byte 8i      value mod 2^32           u32, written first
 *   byte 8i + 4  floor(value / 2^31)      u32
 *
 * The words overlap in one bit (the top bit of the first is the bottom bit of the second): a reader
 * that catches the writer between its two stores sees them differ and reads again.
 */

const COUNTER_BYTES = 8;
const TWO_31 = 2147483648;

export class CounterBlock {
  private readonly words: Uint32Array;
  readonly length: number;

  static allocate(counterCount: number): SharedArrayBuffer {
    return new SharedArrayBuffer(counterCount * COUNTER_BYTES);
  }

  /** @param byteOffset multiple of 4, where several blocks share a buffer. */
  constructor(buffer: SharedArrayBuffer, byteOffset = 0, counterCount?: number) {
    this.length = counterCount ?? (buffer.byteLength - byteOffset) / COUNTER_BYTES;
    this.words = new Uint32Array(buffer, byteOffset, this.length * 2);
  }

  /** The writer's thread only. `n` is a non-negative integer. */
  add(index: number, n: number): void {
    const at = index << 1;
    const before = this.words[at]!;
    const sum = before + n;
    this.words[at] = sum;
    const carry = Math.floor(sum / TWO_31) - (before >>> 31);
    if (carry !== 0) this.words[at + 1] = this.words[at + 1]! + carry;
  }

  /** The writer's thread only: for gauges. `value` is a non-negative safe integer. */
  set(index: number, value: number): void {
    const at = index << 1;
    this.words[at] = value;
    this.words[at + 1] = Math.floor(value / TWO_31);
  }

  /** Any thread. */
  read(index: number): number {
    const at = index << 1;
    for (;;) {
      const high = Atomics.load(this.words, at + 1);
      const low = Atomics.load(this.words, at);
      if ((high & 1) === low >>> 31 && high === Atomics.load(this.words, at + 1)) {
        return high * TWO_31 + (low % TWO_31);
      }
    }
  }
}
