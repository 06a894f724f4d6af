/**
 * What one client of the `book` channel has been told of one symbol: its window of the best levels. Makes the
 * messages that lead from there to the book of now, as the venue does: levels that changed within the window and
 * those that come into it are told, those that leave it because of better ones are not.
 */
import type { ExchangeMarket, MarketLevel } from '../exchange-market.js';
import { ASK, BID, type MarketSide } from '../market-change.js';
import { checksumToken, crc32 } from './crc32.js';
import { printedPrice, printedQuantity, printedTime } from './printed.js';

const CHECKSUM_DEPTH = 10;

export class LevelWindow {
  private readonly told: Record<MarketSide, Map<number, number>> = {
    bid: new Map(),
    ask: new Map(),
  };

  constructor(
    private readonly market: ExchangeMarket,
    private readonly index: number,
    readonly depth: number,
    private readonly wallMs: () => number,
  ) {}

  snapshot(): string {
    const bids = this.window(BID);
    const asks = this.window(ASK);
    this.remember(bids, asks);
    return this.text('snapshot', bids.map(row), asks.map(row), bids, asks);
  }

  /** undefined where nothing of the window has changed. */
  update(): string | undefined {
    const bids = this.window(BID);
    const asks = this.window(ASK);
    const bidRows = this.changes(BID, bids);
    const askRows = this.changes(ASK, asks);
    if (bidRows.length + askRows.length === 0) return undefined;
    this.remember(bids, asks);
    return this.text('update', bidRows, askRows, bids, asks);
  }

  private window(side: MarketSide): MarketLevel[] {
    return this.market.levels(this.index, side, this.depth);
  }

  private changes(side: MarketSide, window: readonly MarketLevel[]): string[] {
    const told = this.told[side];
    const rows = window.filter(({ price, quantity }) => told.get(price) !== quantity).map(row);
    const stands = new Set(window.map(({ price }) => price));
    const worst = window.length < this.depth ? undefined : window.at(-1)!.price;
    for (const price of told.keys()) {
      const isWithin = worst === undefined || (side === BID ? price >= worst : price <= worst);
      if (!stands.has(price) && isWithin) rows.push(row({ price, quantity: 0, orderCount: 0 }));
    }
    return rows;
  }

  private remember(bids: readonly MarketLevel[], asks: readonly MarketLevel[]): void {
    for (const [side, levels] of [
      [BID, bids],
      [ASK, asks],
    ] as const) {
      this.told[side].clear();
      for (const { price, quantity } of levels) this.told[side].set(price, quantity);
    }
  }

  private text(
    type: string,
    bidRows: readonly string[],
    askRows: readonly string[],
    bids: readonly MarketLevel[],
    asks: readonly MarketLevel[],
  ): string {
    const symbol = JSON.stringify(this.market.symbols[this.index]);
    const checksum = crc32(tokens(asks) + tokens(bids));
    return (
      `{"channel":"book","type":"${type}","data":[{"symbol":${symbol},"bids":[${bidRows.join()}],` +
      `"asks":[${askRows.join()}],"checksum":${checksum},"timestamp":"${printedTime(this.wallMs())}"}]}`
    );
  }
}

const row = ({ price, quantity }: MarketLevel): string =>
  `{"price":${printedPrice(price)},"qty":${printedQuantity(quantity)}}`;

const tokens = (levels: readonly MarketLevel[]): string =>
  levels
    .slice(0, CHECKSUM_DEPTH)
    .map(
      ({ price, quantity }) =>
        checksumToken(printedPrice(price)) + checksumToken(printedQuantity(quantity)),
    )
    .join('');
