/**
 * Writes ITCH 5.0 messages with their 2-byte length. Owns their layout on the writing side,
 * independent of the decoder's table, so that each proves the other. Big-endian. Must never allocate
 * for a message. Feed thread.
 */

export const PREFIX_BYTES = 2;
/** The longest message written, prefix included, rounded up. */
export const WRITTEN_BYTES_MAX = 64;

const TWO_32 = 4294967296;
const SPACES = 0x20202020;
const byteOf = (letter: string): number => letter.charCodeAt(0);

export const ATTRIBUTION = 0x53494d20; // 'SIM '
export const LETTER_BUY = byteOf('B');
export const LETTER_SELL = byteOf('S');

export class ItchWriter {
  /** Stock names as they go over the wire: two words of four letters. */
  private readonly stocks: Int32Array;

  constructor(tickers: readonly string[]) {
    this.stocks = new Int32Array(tickers.length * 2);
    const view = new DataView(this.stocks.buffer);
    tickers.forEach((ticker, symbol) => {
      const padded = ticker.padEnd(8, ' ');
      for (let i = 0; i < 8; i++) view.setUint8(symbol * 8 + i, padded.charCodeAt(i));
      this.stocks[symbol * 2] = view.getInt32(symbol * 8);
      this.stocks[symbol * 2 + 1] = view.getInt32(symbol * 8 + 4);
    });
  }

  /** Prefix, type, locate (symbol + 1; 0 for none), tracking number, timestamp. @returns where the body begins. */
  private head(
    view: DataView,
    at: number,
    type: number,
    length: number,
    locate: number,
    ns: Float64Array,
  ): number {
    view.setUint16(at, length);
    view.setUint8(at + 2, type);
    view.setUint16(at + 3, locate);
    view.setUint16(at + 5, 0);
    const time = ns[0]!;
    const timeHigh = (time / TWO_32) | 0;
    view.setUint16(at + 7, timeHigh);
    view.setUint32(at + 9, time - timeHigh * TWO_32);
    return at + 13;
  }

  private stock(view: DataView, at: number, symbol: number): void {
    view.setInt32(at, this.stocks[symbol * 2]!);
    view.setInt32(at + 4, this.stocks[symbol * 2 + 1]!);
  }

  systemEvent(view: DataView, at: number, ns: Float64Array, event: number): number {
    view.setUint8(this.head(view, at, 0x53, 12, 0, ns), event);
    return PREFIX_BYTES + 12;
  }

  directory(view: DataView, at: number, ns: Float64Array, symbol: number): number {
    const body = this.head(view, at, 0x52, 39, symbol + 1, ns);
    this.stock(view, body, symbol);
    view.setUint8(body + 8, byteOf('Q'));
    view.setUint8(body + 9, byteOf('N'));
    view.setUint32(body + 10, 100);
    view.setUint8(body + 14, byteOf('N'));
    view.setUint8(body + 15, byteOf('C'));
    view.setUint16(body + 16, 0x5a20); // 'Z '
    view.setUint8(body + 18, byteOf('T')); // not a live issue: made up
    view.setUint8(body + 19, byteOf('N'));
    view.setUint8(body + 20, byteOf('N'));
    view.setUint8(body + 21, byteOf('1'));
    view.setUint8(body + 22, byteOf('N'));
    view.setUint32(body + 23, 0);
    view.setUint8(body + 27, byteOf('N'));
    return PREFIX_BYTES + 39;
  }

  tradingAction(view: DataView, at: number, ns: Float64Array, symbol: number): number {
    const body = this.head(view, at, 0x48, 25, symbol + 1, ns);
    this.stock(view, body, symbol);
    view.setUint8(body + 8, byteOf('T'));
    view.setUint8(body + 9, 0x20);
    view.setUint32(body + 10, SPACES);
    return PREFIX_BYTES + 25;
  }

  /** A, or F with the attribution. */
  add(
    view: DataView,
    at: number,
    ns: Float64Array,
    symbol: number,
    attributed: boolean,
    high: number,
    low: number,
    side: number,
    shares: number,
    price: number,
  ): number {
    const length = attributed ? 40 : 36;
    const body = this.head(view, at, attributed ? 0x46 : 0x41, length, symbol + 1, ns);
    this.addBody(view, body, symbol, high, low, side, shares, price);
    if (attributed) view.setInt32(body + 25, ATTRIBUTION);
    return PREFIX_BYTES + length;
  }

  /** What A, F and P share. */
  private addBody(
    view: DataView,
    body: number,
    symbol: number,
    high: number,
    low: number,
    side: number,
    shares: number,
    price: number,
  ): void {
    view.setInt32(body, high);
    view.setInt32(body + 4, low);
    view.setUint8(body + 8, side === 0 ? LETTER_BUY : LETTER_SELL);
    view.setInt32(body + 9, shares);
    this.stock(view, body + 13, symbol);
    view.setInt32(body + 21, price);
  }

  /** E; or C with a price, when `price` ≥ 0. */
  executed(
    view: DataView,
    at: number,
    ns: Float64Array,
    symbol: number,
    high: number,
    low: number,
    shares: number,
    matchHigh: number,
    matchLow: number,
    price: number,
    printable: boolean,
  ): number {
    const hasPrice = price >= 0;
    const length = hasPrice ? 36 : 31;
    const body = this.head(view, at, hasPrice ? 0x43 : 0x45, length, symbol + 1, ns);
    view.setInt32(body, high);
    view.setInt32(body + 4, low);
    view.setInt32(body + 8, shares);
    view.setInt32(body + 12, matchHigh);
    view.setInt32(body + 16, matchLow);
    if (hasPrice) {
      view.setUint8(body + 20, printable ? byteOf('Y') : byteOf('N'));
      view.setInt32(body + 21, price);
    }
    return PREFIX_BYTES + length;
  }

  cancel(
    view: DataView,
    at: number,
    ns: Float64Array,
    symbol: number,
    high: number,
    low: number,
    shares: number,
  ): number {
    const body = this.head(view, at, 0x58, 23, symbol + 1, ns);
    view.setInt32(body, high);
    view.setInt32(body + 4, low);
    view.setInt32(body + 8, shares);
    return PREFIX_BYTES + 23;
  }

  remove(
    view: DataView,
    at: number,
    ns: Float64Array,
    symbol: number,
    high: number,
    low: number,
  ): number {
    const body = this.head(view, at, 0x44, 19, symbol + 1, ns);
    view.setInt32(body, high);
    view.setInt32(body + 4, low);
    return PREFIX_BYTES + 19;
  }

  replace(
    view: DataView,
    at: number,
    ns: Float64Array,
    symbol: number,
    high: number,
    low: number,
    newHigh: number,
    newLow: number,
    shares: number,
    price: number,
  ): number {
    const body = this.head(view, at, 0x55, 35, symbol + 1, ns);
    view.setInt32(body, high);
    view.setInt32(body + 4, low);
    view.setInt32(body + 8, newHigh);
    view.setInt32(body + 12, newLow);
    view.setInt32(body + 16, shares);
    view.setInt32(body + 20, price);
    return PREFIX_BYTES + 35;
  }

  /** P: against an order that is not displayed; reference 0, side B, as the venue writes them. */
  trade(
    view: DataView,
    at: number,
    ns: Float64Array,
    symbol: number,
    shares: number,
    price: number,
    matchHigh: number,
    matchLow: number,
  ): number {
    const body = this.head(view, at, 0x50, 44, symbol + 1, ns);
    this.addBody(view, body, symbol, 0, 0, 0, shares, price);
    view.setInt32(body + 25, matchHigh);
    view.setInt32(body + 29, matchLow);
    return PREFIX_BYTES + 44;
  }

  /** Q, an intraday cross. */
  cross(
    view: DataView,
    at: number,
    ns: Float64Array,
    symbol: number,
    shares: number,
    price: number,
    matchHigh: number,
    matchLow: number,
  ): number {
    const body = this.head(view, at, 0x51, 40, symbol + 1, ns);
    view.setInt32(body, 0);
    view.setInt32(body + 4, shares);
    this.stock(view, body + 8, symbol);
    view.setInt32(body + 16, price);
    view.setInt32(body + 20, matchHigh);
    view.setInt32(body + 24, matchLow);
    view.setUint8(body + 28, byteOf('I'));
    return PREFIX_BYTES + 40;
  }
}
