/** What the simulator's books are after any number of its messages, by an independent reader of its bytes. */
import { LIVE_ORDERS_PER_SYMBOL_DEFAULT } from '../../src/feed/simulator-feed.js';
import { WRITTEN_BYTES_MAX } from '../../src/feed/source/simulator/itch-writer.js';
import { OrderFlow } from '../../src/feed/source/simulator/order-flow.js';
import { NaiveItchBooks, type NaiveItchLevel } from '../model/naive-itch-books.js';

/** As the simulator feed primes its books; if that changes, these books are not its books. */
const PRIMING_PER_SYMBOL = 256;
const LENGTH_PREFIX_BYTES = 2;

export class SimulatedBooks {
  private readonly books = new NaiveItchBooks();
  private readonly flow: OrderFlow;
  private readonly bytes = Buffer.alloc(WRITTEN_BYTES_MAX);
  private readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);

  constructor(options: { symbols: number; seed: number; messagesPerSecond: number }) {
    this.flow = new OrderFlow({
      ...options,
      liveOrderLimit: options.symbols * LIVE_ORDERS_PER_SYMBOL_DEFAULT,
      primingMessages: options.symbols * PRIMING_PER_SYMBOL,
    });
  }

  /** Up to and including message number `sequence`, counted from 1. */
  advanceTo(sequence: number): void {
    while (this.books.messages < sequence) {
      const length = this.flow.emit(this.view, 0);
      this.books.read(this.bytes.subarray(LENGTH_PREFIX_BYTES, length));
    }
  }

  levels(symbol: string, side: 'B' | 'S', depth: number): NaiveItchLevel[] {
    return this.books.levels(symbol, side).slice(0, depth);
  }
}
