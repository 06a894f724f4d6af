/**
 * xoshiro128**, seeded through splitmix32: the simulator's only source of chance, so that a seed is
 * the whole story. Words are int32: they stay small integers for V8. Runs anywhere.
 */

const GOLDEN = 0x9e3779b9;
const TWO_32 = 4294967296;
const INV_2_24 = 1 / 16777216;

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

export class Random {
  private readonly state = new Int32Array(4);

  /** @param seed a safe integer ≥ 0; `stream` makes independent sequences of one seed. */
  constructor(seed: number, stream = 0) {
    let word =
      (seed | 0) ^
      Math.imul(Math.floor(seed / TWO_32) | 0, 0x85ebca6b) ^
      Math.imul(stream, 0xc2b2ae35);
    for (let i = 0; i < 4; i++) {
      word = (word + GOLDEN) | 0;
      let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      this.state[i] = mixed ^ (mixed >>> 15);
    }
  }

  /** 32 random bits. */
  next(): number {
    const { state } = this;
    const second = state[1]!;
    const result = Math.imul(rotateLeft(Math.imul(second, 5), 7), 9);
    state[2] = state[2]! ^ state[0]!;
    state[3] = state[3]! ^ second;
    state[1] = second ^ state[2]!;
    state[0] = state[0]! ^ state[3]!;
    state[2] = state[2]! ^ (second << 9);
    state[3] = rotateLeft(state[3]!, 11);
    return result;
  }

  /** 0 … bound - 1, for bounds far below 2^24. */
  below(bound: number): number {
    return ((this.next() >>> 8) * bound * INV_2_24) | 0;
  }
}
