/**
 * A naive and strict reader of ITCH days: reads BinaryFILE bytes by itself, keeps every order in a
 * Map and every level's queue in a list, and throws at the first thing that cannot be: an order
 * named that does not rest, more executed than there is, a crossed book, time going back.
 */

export interface ModelOrder {
  readonly id: bigint;
  readonly locate: number;
  readonly side: string;
  readonly price: number;
  shares: number;
  /** Index of the message that added it. */
  readonly since: number;
}

export class ItchDayModel {
  readonly counts: Record<string, number> = {};
  readonly orders = new Map<bigint, ModelOrder>();
  readonly stocks = new Map<number, string>();
  /** Messages that orders lived for. */
  readonly lives: number[] = [];
  /** Nanoseconds between messages. */
  readonly gaps: number[] = [];
  readonly systemEvents: string[] = [];
  messages = 0;
  /** Of every new order: how far from its side's best price it came in, in 1/10^4; 0 also inside the spread. */
  readonly distances: number[] = [];
  /** `locate side` → price → first come first. A price without orders has no entry. */
  private readonly sides = new Map<string, Map<number, ModelOrder[]>>();
  private lastNs = 0;

  /** Whole messages with their length prefix. */
  read(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < buffer.length;) {
      const length = buffer.readUInt16BE(at);
      this.apply(buffer.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }

  /** Prices with resting orders, best first. */
  prices(locate: number, side: string): number[] {
    return [...this.side(locate, side).keys()].sort((a, b) => (side === 'B' ? b - a : a - b));
  }

  queue(locate: number, side: string, price: number): readonly ModelOrder[] {
    return this.side(locate, side).get(price) ?? [];
  }

  /** undefined where nothing rests. */
  best(locate: number, side: string): number | undefined {
    let best: number | undefined;
    for (const price of this.side(locate, side).keys()) {
      if (best === undefined || (side === 'B' ? price > best : price < best)) best = price;
    }
    return best;
  }

  private side(locate: number, side: string): Map<number, ModelOrder[]> {
    const key = `${locate} ${side}`;
    let levels = this.sides.get(key);
    if (levels === undefined) this.sides.set(key, (levels = new Map()));
    return levels;
  }

  private apply(message: Buffer): void {
    const type = String.fromCharCode(message[0]!);
    this.messages++;
    this.counts[type] = (this.counts[type] ?? 0) + 1;
    const locate = message.readUInt16BE(1);
    const ns = message.readUIntBE(5, 6);
    if (ns < this.lastNs) throw new Error(`time goes back at message ${this.messages}`);
    this.gaps.push(ns - this.lastNs);
    this.lastNs = ns;
    switch (type) {
      case 'S':
        this.systemEvents.push(message.toString('latin1', 11, 12));
        return;
      case 'R':
        this.stocks.set(locate, message.toString('latin1', 11, 19));
        return;
      case 'A':
      case 'F':
        this.checkStock(locate, message.toString('latin1', 24, 32));
        this.add({
          id: message.readBigUInt64BE(11),
          locate,
          side: message.toString('latin1', 19, 20),
          price: message.readUInt32BE(32),
          shares: message.readUInt32BE(20),
          since: this.messages,
        });
        break;
      case 'E':
      case 'C':
        this.checkFront(this.named(message, locate));
        this.reduce(this.named(message, locate), message.readUInt32BE(19));
        break;
      case 'X':
        this.reduce(this.named(message, locate), message.readUInt32BE(19));
        break;
      case 'D':
        this.remove(this.named(message, locate));
        break;
      case 'U':
        this.replace(message, this.named(message, locate));
        break;
      case 'P':
        this.checkStock(locate, message.toString('latin1', 24, 32));
        return;
      case 'Q':
        this.checkStock(locate, message.toString('latin1', 19, 27));
        return;
      case 'H':
        return;
      default:
        throw new Error(`type ${type} at message ${this.messages}`);
    }
    this.checkCrossed(locate);
  }

  private named(message: Buffer, locate: number): ModelOrder {
    const order = this.orders.get(message.readBigUInt64BE(11));
    if (order === undefined || order.locate !== locate) {
      throw new Error(`message ${this.messages} names an order that does not rest`);
    }
    return order;
  }

  private add(order: ModelOrder): void {
    if (this.orders.has(order.id)) throw new Error(`order ${order.id} is added twice`);
    if (!(order.shares > 0 && order.price > 0)) throw new Error(`order ${order.id} is empty`);
    this.orders.set(order.id, order);
    const best = this.best(order.locate, order.side) ?? order.price;
    this.distances.push(Math.max(0, order.side === 'B' ? best - order.price : order.price - best));
    const levels = this.side(order.locate, order.side);
    const queue = levels.get(order.price);
    if (queue === undefined) levels.set(order.price, [order]);
    else queue.push(order);
  }

  private reduce(order: ModelOrder, shares: number): void {
    if (!(shares > 0 && shares <= order.shares))
      throw new Error(`order ${order.id} loses ${shares} of ${order.shares}`);
    order.shares -= shares;
    if (order.shares === 0) this.remove(order);
  }

  private remove(order: ModelOrder): void {
    this.orders.delete(order.id);
    const levels = this.side(order.locate, order.side);
    const queue = levels.get(order.price)!;
    queue.splice(queue.indexOf(order), 1);
    if (queue.length === 0) levels.delete(order.price);
    this.lives.push(this.messages - order.since);
  }

  private replace(message: Buffer, order: ModelOrder): void {
    this.remove(order);
    this.add({
      ...order,
      id: message.readBigUInt64BE(19),
      shares: message.readUInt32BE(27),
      price: message.readUInt32BE(31),
      since: this.messages,
    });
  }

  private checkFront(order: ModelOrder): void {
    const best = this.best(order.locate, order.side)!;
    if (this.queue(order.locate, order.side, best)[0] !== order) {
      throw new Error(`message ${this.messages} executes an order that is not first in the queue`);
    }
  }

  private checkStock(locate: number, stock: string): void {
    if (this.stocks.get(locate) !== stock)
      throw new Error(`message ${this.messages}: ${stock} is not on locate ${locate}`);
  }

  private checkCrossed(locate: number): void {
    const bid = this.best(locate, 'B');
    const ask = this.best(locate, 'S');
    if (bid !== undefined && ask !== undefined && bid >= ask)
      throw new Error(`crossed at message ${this.messages}`);
  }
}
