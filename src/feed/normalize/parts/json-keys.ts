/**
 * The keys that one kind of JSON object is read for, matched by their bytes: JsonCursor.nextKey()
 * answers with a key's place in this list. Immutable after construction; any thread.
 */

/** A bit each in a 32-bit word. */
const KEY_LIMIT = 31;
const TABLE_SIZE = 128;

export class JsonKeys {
  private readonly keys: readonly Uint8Array[];
  /** Places by hash, with linear probing; -1 is free. */
  private readonly table = new Int8Array(TABLE_SIZE).fill(-1);

  /** @param names plain ASCII, at most KEY_LIMIT of them. */
  constructor(names: readonly string[]) {
    if (names.length > KEY_LIMIT) throw new RangeError(`${names.length} keys, limit ${KEY_LIMIT}`);
    this.keys = names.map((name) => Uint8Array.from(Buffer.from(name, 'ascii')));
    this.keys.forEach((key, place) => {
      let slot = hashOf(key, 0, key.length);
      while (this.table[slot]! >= 0) slot = (slot + 1) & (TABLE_SIZE - 1);
      this.table[slot] = place;
    });
  }

  /** The place of the key that is `bytes[from, to)`; -1 for one that is not listed. */
  find(bytes: Uint8Array, from: number, to: number): number {
    let slot = hashOf(bytes, from, to);
    for (;;) {
      const place = this.table[slot]!;
      if (place < 0 || this.isKey(place, bytes, from, to)) return place;
      slot = (slot + 1) & (TABLE_SIZE - 1);
    }
  }

  private isKey(place: number, bytes: Uint8Array, from: number, to: number): boolean {
    const key = this.keys[place]!;
    if (key.length !== to - from) return false;
    for (let i = 0; i < key.length; i++) if (key[i] !== bytes[from + i]) return false;
    return true;
  }
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length === 0) return 0;
  const middle = bytes[from + (length >> 1)]!;
  return (length + bytes[from]! * 7 + middle * 13 + bytes[to - 1]! * 31) & (TABLE_SIZE - 1);
}
