/** The values a field may have, looked up in bytes. Owns their table; allocates nothing per look-up. Hot, any thread. */

const HASH_SEED = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;

export class ValueSet {
  /** By byte: a value of one byte. */
  private readonly single = new Uint8Array(256);
  /** Longer values, open addressing. */
  private readonly slots: (Uint8Array | undefined)[];

  constructor(values: Iterable<string>) {
    const longer: Uint8Array[] = [];
    for (const value of values) {
      const bytes = Uint8Array.from(Buffer.from(value, 'latin1'));
      if (bytes.length === 1) this.single[bytes[0]!] = 1;
      else longer.push(bytes);
    }
    let size = 4;
    while (size < longer.length * 2) size *= 2;
    this.slots = new Array<Uint8Array | undefined>(size).fill(undefined);
    for (const bytes of longer) {
      let slot = hashOf(bytes, 0, bytes.length) & (size - 1);
      while (this.slots[slot] !== undefined) slot = (slot + 1) & (size - 1);
      this.slots[slot] = bytes;
    }
  }

  has(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start === 1) return this.single[bytes[start]!] === 1;
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (;;) {
      const value = slots[slot];
      if (value === undefined) return false;
      if (isEqual(value, bytes, start, end)) return true;
      slot = (slot + 1) & mask;
    }
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, HASH_FACTOR);
  return hash ^ (hash >>> 15);
}

function isEqual(value: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (value.length !== end - start) return false;
  for (let i = 0; i < value.length; i++) if (value[i] !== bytes[start + i]) return false;
  return true;
}
