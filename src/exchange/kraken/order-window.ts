/**
 * What one client of the `level3` channel has been told of one symbol: the orders of its window of the best
 * levels. As LevelWindow, order by order: a level that comes into the window is told with all its orders.
 */
import type { ExchangeMarket } from '../exchange-market.js';
import { ASK, BID, type MarketSide, type RestingOrder } from '../market-change.js';
import { checksumToken, crc32 } from './crc32.js';
import { printedPrice, printedQuantity, printedTime } from './printed.js';

const CHECKSUM_DEPTH = 10;

interface ToldOrder {
  readonly side: MarketSide;
  readonly price: number;
  readonly quantity: number;
}

export class OrderWindow {
  private told = new Map<string, ToldOrder>();

  /** @param timeOf when the order came, as printed: the orders of a queue stand in that order. */
  constructor(
    private readonly market: ExchangeMarket,
    private readonly index: number,
    readonly depth: number,
    private readonly timeOf: (id: string) => string,
    private readonly wallMs: () => number,
  ) {}

  snapshot(): string {
    const bids = this.window(BID);
    const asks = this.window(ASK);
    this.remember([...bids, ...asks]);
    const rows = (orders: readonly RestingOrder[]): string[] =>
      orders.map((order) => this.row('', order));
    return this.text('snapshot', rows(bids), rows(asks), bids, asks);
  }

  /** undefined where nothing of the window has changed. */
  update(): string | undefined {
    const bids = this.window(BID);
    const asks = this.window(ASK);
    const bidRows = this.changes(BID, bids);
    const askRows = this.changes(ASK, asks);
    if (bidRows.length + askRows.length === 0) return undefined;
    this.remember([...bids, ...asks]);
    return this.text('update', bidRows, askRows, bids, asks);
  }

  /** The orders of the best levels, as many levels as the window has. */
  private window(side: MarketSide): RestingOrder[] {
    const prices = new Set(
      this.market.levels(this.index, side, this.depth).map(({ price }) => price),
    );
    return this.market.queue(this.index, side).filter(({ price }) => prices.has(price));
  }

  private changes(side: MarketSide, window: readonly RestingOrder[]): string[] {
    const rows: string[] = [];
    const stands = new Set(window.map(({ id }) => id));
    const prices = new Set(window.map(({ price }) => price));
    const worst = prices.size < this.depth ? undefined : window.at(-1)!.price;
    for (const [id, old] of this.told) {
      if (old.side !== side || stands.has(id)) continue;
      const isWithin =
        worst === undefined || (side === BID ? old.price >= worst : old.price <= worst);
      if (isWithin) rows.push(rowOf('"event":"delete",', id, old, printedTime(this.wallMs())));
    }
    for (const order of window) {
      const old = this.told.get(order.id);
      if (old === undefined) rows.push(this.row('"event":"add",', order));
      else if (old.quantity !== order.quantity) rows.push(this.row('"event":"modify",', order));
    }
    return rows;
  }

  private row(event: string, order: RestingOrder): string {
    return rowOf(event, order.id, order, this.timeOf(order.id));
  }

  private remember(orders: readonly RestingOrder[]): void {
    this.told = new Map(
      orders.map(({ id, side, price, quantity }) => [id, { side, price, quantity }]),
    );
  }

  private text(
    type: string,
    bidRows: readonly string[],
    askRows: readonly string[],
    bids: readonly RestingOrder[],
    asks: readonly RestingOrder[],
  ): string {
    const symbol = JSON.stringify(this.market.symbols[this.index]);
    const checksum = crc32(tokens(asks) + tokens(bids));
    return (
      `{"channel":"level3","type":"${type}","data":[{"symbol":${symbol},"bids":[${bidRows.join()}],` +
      `"asks":[${askRows.join()}],"checksum":${checksum},"timestamp":"${printedTime(this.wallMs())}"}]}`
    );
  }
}

const rowOf = (
  event: string,
  id: string,
  { price, quantity }: { readonly price: number; readonly quantity: number },
  time: string,
): string =>
  `{${event}"order_id":"${orderIdOf(id)}","limit_price":${printedPrice(price)},` +
  `"order_qty":${printedQuantity(quantity)},"timestamp":"${time}"}`;

/** The venue's ids look like OLLSXO-HDMT3-BUOKEI. */
const orderIdOf = (id: string): string => {
  const text = BigInt(id).toString(36).toUpperCase().padStart(15, '0');
  return `O${text.slice(0, 5)}-${text.slice(5, 10)}-${text.slice(10)}`;
};

function tokens(orders: readonly RestingOrder[]): string {
  const prices = [...new Set(orders.map(({ price }) => price))].slice(0, CHECKSUM_DEPTH);
  return orders
    .filter(({ price }) => prices.includes(price))
    .map(
      ({ price, quantity }) =>
        checksumToken(printedPrice(price)) + checksumToken(printedQuantity(quantity)),
    )
    .join('');
}
