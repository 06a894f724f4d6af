/**
 * XXH64 with seed 0, streaming: the content checksum of a Zstandard frame is its low word. 64-bit
 * arithmetic on pairs of 32-bit words, because bigint allocates.
 */

const PRIME_1 = [0x9e3779b1, 0x85ebca87] as const;
const PRIME_2 = [0xc2b2ae3d, 0x27d4eb4f] as const;
const PRIME_3 = [0x165667b1, 0x9e3779f9] as const;
const PRIME_4 = [0x85ebca77, 0xc2b2ae63] as const;
const PRIME_5 = [0x27d4eb2f, 0x165667c5] as const;
const STRIPE_BYTES = 32;

/** High word of a 32 × 32 bit product, as int32. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Neither sum can reach 2^32: everything stays in integer registers.
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) >>> 0;
  const carry = (Math.imul(aLow, bHigh) + (middle & 0xffff)) >>> 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

export class XxHash64 {
  /** Four accumulators and one scratch value, each [high, low]. */
  private readonly words = new Int32Array(10);
  private readonly tail = new Uint8Array(STRIPE_BYTES);
  private tailLength = 0;
  private byteCount = 0;

  constructor() {
    this.reset();
  }

  reset(): void {
    this.byteCount = 0;
    this.tailLength = 0;
    this.words.fill(0);
    this.add(0, PRIME_1[0], PRIME_1[1]);
    this.add(0, PRIME_2[0], PRIME_2[1]);
    this.add(2, PRIME_2[0], PRIME_2[1]);
    // 0 - PRIME_1.
    this.add(6, ~PRIME_1[0], ~PRIME_1[1]);
    this.add(6, 0, 1);
  }

  update(bytes: Uint8Array, from: number, to: number): void {
    this.byteCount += to - from;
    if (this.tailLength > 0) {
      const taken = Math.min(STRIPE_BYTES - this.tailLength, to - from);
      this.tail.set(bytes.subarray(from, from + taken), this.tailLength);
      this.tailLength += taken;
      from += taken;
      if (this.tailLength < STRIPE_BYTES) return;
      this.stripe(this.tail, 0);
      this.tailLength = 0;
    }
    for (; from + STRIPE_BYTES <= to; from += STRIPE_BYTES) this.stripe(bytes, from);
    this.tail.set(bytes.subarray(from, to));
    this.tailLength = to - from;
  }

  /** The low 32 bits of the hash of all bytes so far, unsigned. Ends the stream. */
  lowWord(): number {
    const words = this.words;
    if (this.byteCount >= STRIPE_BYTES) this.mergeAccumulators();
    else this.set(8, PRIME_5[0], PRIME_5[1]);
    this.add(8, Math.floor(this.byteCount / 4294967296), this.byteCount);
    let at = 0;
    for (; at + 8 <= this.tailLength; at += 8) {
      this.set(0, 0, 0);
      this.round(0, this.word(this.tail, at + 4), this.word(this.tail, at));
      this.xor(8, words[0]!, words[1]!);
      this.rotateMultiply(8, 27, PRIME_1);
      this.add(8, PRIME_4[0], PRIME_4[1]);
    }
    if (at + 4 <= this.tailLength) {
      this.set(0, 0, this.word(this.tail, at));
      this.multiply(0, PRIME_1);
      this.xor(8, words[0]!, words[1]!);
      this.rotateMultiply(8, 23, PRIME_2);
      this.add(8, PRIME_3[0], PRIME_3[1]);
      at += 4;
    }
    for (; at < this.tailLength; at++) {
      this.set(0, 0, this.tail[at]!);
      this.multiply(0, PRIME_5);
      this.xor(8, words[0]!, words[1]!);
      this.rotateMultiply(8, 11, PRIME_1);
    }
    this.avalanche();
    return words[9]! >>> 0;
  }

  private mergeAccumulators(): void {
    const words = this.words;
    const copy = words.slice(0, 8);
    [1, 7, 12, 18].forEach((bits, i) => {
      this.set(2 * i, copy[2 * i]!, copy[2 * i + 1]!);
      this.rotate(2 * i, bits);
      this.add(8, words[2 * i]!, words[2 * i + 1]!);
    });
    for (let i = 0; i < 8; i += 2) {
      this.set(0, 0, 0);
      this.round(0, copy[i]!, copy[i + 1]!);
      this.xor(8, words[0]!, words[1]!);
      this.multiply(8, PRIME_1);
      this.add(8, PRIME_4[0], PRIME_4[1]);
    }
  }

  private avalanche(): void {
    const words = this.words;
    this.xor(8, 0, words[8]! >>> 1);
    this.multiply(8, PRIME_2);
    const high = words[8]!;
    this.xor(8, high >>> 29, (words[9]! >>> 29) | (high << 3));
    this.multiply(8, PRIME_3);
    this.xor(8, 0, words[8]!);
  }

  private stripe(bytes: Uint8Array, at: number): void {
    for (let i = 0; i < 8; i += 2, at += 8)
      this.round(i, this.word(bytes, at + 4), this.word(bytes, at));
  }

  private word(bytes: Uint8Array, at: number): number {
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }

  /** words[i] = rotate(words[i] + input × PRIME_2, 31) × PRIME_1. Written out: it is nearly all the work. */
  private round(i: number, inputHigh: number, inputLow: number): void {
    const words = this.words;
    const productLow = Math.imul(inputLow, PRIME_2[1]);
    const productHigh =
      multiplyHigh(inputLow, PRIME_2[1]) +
      Math.imul(inputHigh, PRIME_2[1]) +
      Math.imul(inputLow, PRIME_2[0]);
    const sumLow = (words[i + 1]! + productLow) | 0;
    const carry = sumLow >>> 0 < productLow >>> 0 ? 1 : 0;
    const sumHigh = (words[i]! + productHigh + carry) | 0;
    const high = (sumHigh << 31) | (sumLow >>> 1);
    const low = (sumLow << 31) | (sumHigh >>> 1);
    words[i] =
      multiplyHigh(low, PRIME_1[1]) + Math.imul(high, PRIME_1[1]) + Math.imul(low, PRIME_1[0]);
    words[i + 1] = Math.imul(low, PRIME_1[1]);
  }

  private rotateMultiply(i: number, bits: number, prime: readonly [number, number]): void {
    this.rotate(i, bits);
    this.multiply(i, prime);
  }

  private set(i: number, high: number, low: number): void {
    this.words[i] = high;
    this.words[i + 1] = low;
  }

  private xor(i: number, high: number, low: number): void {
    this.set(i, this.words[i]! ^ high, this.words[i + 1]! ^ low);
  }

  private add(i: number, high: number, low: number): void {
    const sum = (this.words[i + 1]! >>> 0) + (low >>> 0);
    this.set(i, this.words[i]! + high + (sum > 0xffffffff ? 1 : 0), sum);
  }

  /** Left, 1 … 31 bits. */
  private rotate(i: number, bits: number): void {
    const high = this.words[i]!;
    const low = this.words[i + 1]!;
    this.set(i, (high << bits) | (low >>> (32 - bits)), (low << bits) | (high >>> (32 - bits)));
  }

  private multiply(i: number, prime: readonly [number, number]): void {
    const high = this.words[i]!;
    const low = this.words[i + 1]!;
    const productHigh =
      multiplyHigh(low, prime[1]) + Math.imul(high, prime[1]) + Math.imul(low, prime[0]);
    this.set(i, productHigh, Math.imul(low, prime[1]));
  }
}
