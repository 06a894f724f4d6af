/**
 * The entries of one book by their MDEntryID: side, price and quantity of each. Owns an open-addressing table
 * that holds the records and the ids' bytes themselves; allocates only when it grows. Feed thread.
 */

const CAPACITY_FIRST = 32;
const ID_BYTES_FIRST = 16;

export class EntryTable {
  count = 0;
  sides = new Uint8Array(CAPACITY_FIRST);
  prices = new Float64Array(CAPACITY_FIRST);
  quantities = new Float64Array(CAPACITY_FIRST);
  /** Of the id; 0: the slot is empty. */
  private hashes = new Int32Array(CAPACITY_FIRST);
  private lengths = new Uint8Array(CAPACITY_FIRST);
  private idBytes = ID_BYTES_FIRST;
  private ids = new Uint8Array(CAPACITY_FIRST * ID_BYTES_FIRST);

  clear(): void {
    this.hashes.fill(0);
    this.count = 0;
  }

  /** Slots there are; those in use have isUsed(). */
  get slotCount(): number {
    return this.hashes.length;
  }

  isUsed(slot: number): boolean {
    return this.hashes[slot] !== 0;
  }

  /** @returns slot of the id that is `bytes[from, to)`, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const { hashes } = this;
    const mask = hashes.length - 1;
    const hash = hashOf(bytes, from, to);
    for (let slot = hash & mask; hashes[slot] !== 0; slot = (slot + 1) & mask) {
      if (hashes[slot] === hash && this.isId(slot, bytes, from, to)) return slot;
    }
    return -1;
  }

  /** A new record for an id that is not there; its side, price and quantity are the caller's to write. */
  insert(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > this.idBytes) this.resize(this.hashes.length, powerOfTwoFrom(to - from));
    if ((this.count + 1) * 2 > this.hashes.length)
      this.resize(this.hashes.length * 2, this.idBytes);
    const { hashes, ids } = this;
    const mask = hashes.length - 1;
    const hash = hashOf(bytes, from, to);
    let slot = hash & mask;
    while (hashes[slot] !== 0) slot = (slot + 1) & mask;
    hashes[slot] = hash;
    this.lengths[slot] = to - from;
    let at = slot * this.idBytes;
    for (let i = from; i < to; i++) ids[at++] = bytes[i]!;
    this.count++;
    return slot;
  }

  /** Those behind it move up, so that no search ends at the hole. */
  remove(slot: number): void {
    const { hashes } = this;
    const mask = hashes.length - 1;
    let hole = slot;
    for (let next = (hole + 1) & mask; hashes[next] !== 0; next = (next + 1) & mask) {
      const home = hashes[next]! & mask;
      // Whether the hole lies between where it belongs and where it is.
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      this.move(next, hole);
      hole = next;
    }
    hashes[hole] = 0;
    this.count--;
  }

  private move(from: number, to: number): void {
    const { idBytes } = this;
    this.hashes[to] = this.hashes[from]!;
    this.lengths[to] = this.lengths[from]!;
    this.sides[to] = this.sides[from]!;
    this.prices[to] = this.prices[from]!;
    this.quantities[to] = this.quantities[from]!;
    const { ids } = this;
    let source = from * idBytes;
    let target = to * idBytes;
    for (let i = this.lengths[from]!; i > 0; i--) ids[target++] = ids[source++]!;
  }

  private isId(slot: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (this.lengths[slot] !== to - from) return false;
    const { ids } = this;
    let at = slot * this.idBytes;
    for (let i = from; i < to; i++) if (ids[at++] !== bytes[i]) return false;
    return true;
  }

  private resize(capacity: number, idBytes: number): void {
    const old = { ...this };
    this.count = 0;
    this.idBytes = idBytes;
    this.hashes = new Int32Array(capacity);
    this.lengths = new Uint8Array(capacity);
    this.sides = new Uint8Array(capacity);
    this.prices = new Float64Array(capacity);
    this.quantities = new Float64Array(capacity);
    this.ids = new Uint8Array(capacity * idBytes);
    for (let slot = 0; slot < old.hashes.length; slot++) {
      if (old.hashes[slot] === 0) continue;
      const from = slot * old.idBytes;
      const moved = this.insert(old.ids, from, from + old.lengths[slot]!);
      this.sides[moved] = old.sides[slot]!;
      this.prices[moved] = old.prices[slot]!;
      this.quantities[moved] = old.quantities[slot]!;
    }
  }
}

/** FNV-1a, 32 bits, mixed; never 0. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash ^= hash >>> 15;
  return hash === 0 ? 1 : hash;
}

function powerOfTwoFrom(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}
