/**
 * The books of an ITCH 5.0 session as plainly as possible: its own reading of the bytes, every order
 * in a Map, levels summed anew for every question. Forgives what a file that starts mid-session has:
 * orders that nobody added. Shares no code with src/.
 */

interface RestingOrder {
  readonly locate: number;
  readonly side: 'B' | 'S';
  /** Price × 10^4, as the venue writes it. */
  readonly price: number;
  shares: number;
}

export type NaiveItchLevel = readonly [price: string, quantity: string];

const PRICE_DECIMALS = 4;

export class NaiveItchBooks {
  /** Messages read; the index of a message counts from 1. */
  messages = 0;
  unknownOrders = 0;
  readonly locates = new Map<string, number>();
  private readonly orders = new Map<bigint, RestingOrder>();
  private readonly changed = new Map<number, number>();

  /** Messages with a 2-byte length before each; the lengths are taken from the types when they are zero. */
  readFile(bytes: Buffer): void {
    for (let at = 0; at + 2 < bytes.length;) {
      const length = bytes.readUInt16BE(at) || lengthOf(bytes[at + 2]!);
      this.read(bytes.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }

  read(message: Buffer): void {
    this.messages++;
    const locate = message.readUInt16BE(1);
    switch (String.fromCharCode(message[0]!)) {
      case 'R':
        this.locates.set(message.toString('latin1', 11, 19).trimEnd(), locate);
        return;
      case 'A':
      case 'F':
        return this.add(locate, message);
      case 'E':
      case 'C':
      case 'X':
        return this.reduce(message.readBigUInt64BE(11), message.readUInt32BE(19));
      case 'D':
        return this.reduce(message.readBigUInt64BE(11), Infinity);
      case 'U':
        return this.replace(message);
    }
  }

  /** Best first, decimal text as the venue scales it. */
  levels(symbol: string, side: 'B' | 'S'): NaiveItchLevel[] {
    const locate = this.locates.get(symbol);
    const sums = new Map<number, number>();
    for (const order of this.orders.values()) {
      if (order.locate !== locate || order.side !== side) continue;
      sums.set(order.price, (sums.get(order.price) ?? 0) + order.shares);
    }
    return [...sums]
      .sort(([a], [b]) => (side === 'B' ? b - a : a - b))
      .map(([price, shares]) => [
        (price / 10 ** PRICE_DECIMALS).toFixed(PRICE_DECIMALS),
        String(shares),
      ]);
  }

  /** Index of the newest message that changed the book. */
  changedAt(symbol: string): number | undefined {
    return this.changed.get(this.locates.get(symbol)!);
  }

  private add(locate: number, message: Buffer): void {
    this.orders.set(message.readBigUInt64BE(11), {
      locate,
      side: message.toString('latin1', 19, 20) as 'B' | 'S',
      price: message.readUInt32BE(32),
      shares: message.readUInt32BE(20),
    });
    this.changed.set(locate, this.messages);
  }

  private reduce(id: bigint, shares: number): void {
    const order = this.orders.get(id);
    if (order === undefined) {
      this.unknownOrders++;
      return;
    }
    order.shares -= shares;
    if (order.shares <= 0) this.orders.delete(id);
    this.changed.set(order.locate, this.messages);
  }

  private replace(message: Buffer): void {
    const old = this.orders.get(message.readBigUInt64BE(11));
    this.reduce(message.readBigUInt64BE(11), Infinity);
    if (old === undefined) return;
    this.orders.set(message.readBigUInt64BE(19), {
      ...old,
      shares: message.readUInt32BE(27),
      price: message.readUInt32BE(31),
    });
  }
}

const LENGTHS: Readonly<Record<string, number>> = {
  S: 12,
  R: 39,
  H: 25,
  Y: 20,
  L: 26,
  V: 35,
  W: 12,
  K: 28,
  J: 35,
  h: 21,
  A: 36,
  F: 40,
  E: 31,
  C: 36,
  X: 23,
  D: 19,
  U: 35,
  P: 44,
  Q: 40,
  B: 19,
  I: 50,
  N: 20,
  O: 48,
};

function lengthOf(type: number): number {
  const length = LENGTHS[String.fromCharCode(type)];
  if (length === undefined) throw new Error(`no ITCH message type ${type}`);
  return length;
}
