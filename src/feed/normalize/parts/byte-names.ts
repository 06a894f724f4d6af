/**
 * Values by name, looked up by the name's bytes in a message, so that no string is made for each
 * message. Owns an open-addressing table that grows with the names; looking up allocates nothing.
 */

interface Named<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

export class ByteNames<T> {
  private table: (Named<T> | undefined)[] = new Array<Named<T> | undefined>(64).fill(undefined);
  private count = 0;

  /** @param name not in the table yet. */
  add(name: string, value: T): void {
    if ((this.count + 1) * 2 > this.table.length) this.grow();
    this.put({ bytes: Uint8Array.from(Buffer.from(name)), value });
    this.count++;
  }

  /** The value of the name that is `bytes[from, to)`. */
  find(bytes: Uint8Array, from: number, to: number): T | undefined {
    const { table } = this;
    let slot = hashOf(bytes, from, to) & (table.length - 1);
    for (;;) {
      const named = table[slot];
      if (named === undefined) return undefined;
      if (isSame(named.bytes, bytes, from, to)) return named.value;
      slot = (slot + 1) & (table.length - 1);
    }
  }

  private put(named: Named<T>): void {
    const { table } = this;
    let slot = hashOf(named.bytes, 0, named.bytes.length) & (table.length - 1);
    while (table[slot] !== undefined) slot = (slot + 1) & (table.length - 1);
    table[slot] = named;
  }

  private grow(): void {
    const old = this.table;
    this.table = new Array<Named<T> | undefined>(old.length * 2).fill(undefined);
    for (const named of old) if (named !== undefined) this.put(named);
  }
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSame(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[from + i]) return false;
  return true;
}
