/**
 * Binance, as its public documents describe it: combined streams with SUBSCRIBE, depth diffs every 100 ms
 * (U and u on spot, pu beside them on futures), bookTicker at every change of the touch, trades,
 * exchangeInfo and depth snapshots over REST. Owns the update ids; the books are the market's.
 */
import { formatScaled } from '../../market/decimal.js';
import { wallNowMs } from '../../telemetry/clock.js';
import {
  PRICE_SCALE,
  QUANTITY_SCALE,
  type ExchangeMarket,
  type MarketLevel,
} from '../exchange-market.js';
import { LevelChanges } from '../level-changes.js';
import { ASK, BID, type MarketChange, type MarketTrade } from '../market-change.js';
import type { HttpAnswer, VenueClient, VenueProtocol } from '../venue-protocol.js';
import type { Dialect } from './dialects.js';

interface SymbolState {
  readonly name: string;
  readonly changes: LevelChanges;
  /** The last update id. */
  updateId: number;
  /** The first one since the last diff; 0 while there is none. */
  firstId: number;
  /** That of the last diff. */
  previousId: number;
  /** The touch as it was told last. */
  touch: string;
}

/** Update ids begin well inside what a venue of some age has. */
const FIRST_UPDATE_ID = 40_000_000_000;
/** After a reset of the sequences the ids are somewhere else. */
const RESET_JUMP = 1_000_000;
const SNAPSHOT_LEVELS_DEFAULT = 100;
const SNAPSHOT_LEVELS_MAX = 5000;

export class BinanceProtocol implements VenueProtocol {
  readonly flushMs = 100;
  // The venue sends no checksum.
  readonly undetectable = ['bad-checksum'] as const;
  readonly isolatesSymbols = true;
  private readonly symbols: readonly SymbolState[];
  /** Streams that a client has subscribed to. */
  private readonly streams = new Map<VenueClient, Set<string>>();

  /** Of any symbol; futures count the changes of all together. */
  private lastId = FIRST_UPDATE_ID;

  constructor(
    private readonly market: ExchangeMarket,
    private readonly dialect: Dialect,
  ) {
    this.symbols = market.symbols.map((name, index) => ({
      name,
      changes: new LevelChanges(market, index),
      updateId: FIRST_UPDATE_ID,
      firstId: 0,
      previousId: FIRST_UPDATE_ID,
      touch: '',
    }));
  }

  accepts(path: string): boolean {
    return pathOf(path) in this.dialect.channelsByPath;
  }

  opened(client: VenueClient): void {
    const listed = /[?&]streams=([^&]*)/.exec(client.path)?.[1];
    this.streams.set(client, new Set());
    for (const stream of listed?.split('/') ?? []) this.subscribe(client, stream);
  }

  closed(client: VenueClient): void {
    this.streams.delete(client);
  }

  said(client: VenueClient, text: string): void {
    const request = JSON.parse(text) as { method: string; params: string[]; id: number };
    for (const stream of request.params) {
      if (request.method === 'SUBSCRIBE') this.subscribe(client, stream);
      else this.streams.get(client)?.delete(stream);
    }
    client.say(JSON.stringify({ result: null, id: request.id }));
  }

  http(path: string, query: URLSearchParams): HttpAnswer | undefined {
    const { restPath, snapshotLevels } = this.dialect;
    if (path === `${restPath}/exchangeInfo`) return { status: 200, body: this.exchangeInfo() };
    if (path !== `${restPath}/depth`) return undefined;
    const index = this.market.indexOf(query.get('symbol') ?? '');
    if (index === undefined) return { status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}' };
    const limit = Number(query.get('limit') ?? SNAPSHOT_LEVELS_DEFAULT);
    if (snapshotLevels?.includes(limit) === false) {
      return { status: 400, body: '{"code":-4021,"msg":"Invalid depth limit."}' };
    }
    const depth = Math.min(limit, SNAPSHOT_LEVELS_MAX);
    const body = JSON.stringify({
      lastUpdateId: this.symbols[index]!.updateId,
      bids: this.market.levels(index, BID, depth).map(row),
      asks: this.market.levels(index, ASK, depth).map(row),
    });
    return { status: 200, body };
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      const symbol = this.symbols[change.symbol]!;
      if (change.kind === 'trade') this.tellTrade(symbol, change.trade);
      if (change.kind === 'reduce' && change.trade) this.tellTrade(symbol, change.trade);
      if (change.kind === 'trade') continue;
      this.lastId++;
      symbol.updateId = this.dialect.isFutures ? this.lastId : symbol.updateId + 1;
      if (symbol.firstId === 0) symbol.firstId = symbol.updateId;
      symbol.changes.add(change);
    }
    // A replaced order is two changes of the book: the touch is told once both are done.
    const last = changes.at(-1);
    if (last !== undefined && last.kind !== 'trade') this.tellTop(last.symbol);
  }

  flush(): void {
    for (const symbol of this.symbols) {
      if (symbol.changes.isEmpty) continue;
      const diff = symbol.changes.take();
      this.tell(symbol, 'depth@100ms', {
        e: 'depthUpdate',
        E: wallNowMs(),
        ...(this.dialect.isFutures ? { T: wallNowMs() } : {}),
        s: symbol.name,
        U: symbol.firstId,
        u: symbol.updateId,
        ...(this.dialect.isFutures ? { pu: symbol.previousId } : {}),
        b: diff.bids.map(row),
        a: diff.asks.map(row),
      });
      symbol.previousId = symbol.updateId;
      symbol.firstId = 0;
    }
  }

  reset(): void {
    this.lastId += RESET_JUMP;
    for (const symbol of this.symbols) {
      symbol.updateId += RESET_JUMP;
      symbol.previousId = symbol.updateId;
      symbol.firstId = 0;
    }
  }

  withBadChecksum(): undefined {
    return undefined;
  }

  heartbeat(): void {
    // The venue pings on the level of WebSocket only.
  }

  private tellTrade(symbol: SymbolState, trade: MarketTrade): void {
    const fields = {
      E: wallNowMs(),
      s: symbol.name,
      p: formatScaled(trade.price, PRICE_SCALE),
      q: formatScaled(trade.quantity, QUANTITY_SCALE),
      T: wallNowMs(),
      m: trade.aggressor === ASK,
    };
    if (!this.dialect.isFutures) this.tell(symbol, 'trade', { e: 'trade', t: trade.id, ...fields });
    const { id } = trade;
    this.tell(symbol, 'aggTrade', { e: 'aggTrade', a: id, f: id, l: id, ...fields });
  }

  private tellTop(index: number): void {
    const symbol = this.symbols[index]!;
    const bid = this.market.levels(index, BID, 1)[0];
    const ask = this.market.levels(index, ASK, 1)[0];
    if (bid === undefined || ask === undefined) return;
    const [b, B] = row(bid);
    const [a, A] = row(ask);
    const touch = `${b} ${B} ${a} ${A}`;
    if (touch === symbol.touch) return;
    symbol.touch = touch;
    const type = this.dialect.isFutures ? { e: 'bookTicker', E: wallNowMs(), T: wallNowMs() } : {};
    const top = { ...type, u: symbol.updateId, s: symbol.name, b, B, a, A };
    this.tell(symbol, 'bookTicker', top);
  }

  private tell(symbol: SymbolState, channel: string, data: object): void {
    const stream = `${symbol.name.toLowerCase()}@${channel}`;
    let text: string | undefined;
    for (const [client, streams] of this.streams) {
      if (!streams.has(stream)) continue;
      text ??= JSON.stringify({ stream, data });
      if (channel.startsWith('depth')) client.sendBook(symbol.name, text);
      else client.say(text);
    }
  }

  /** A stream that is not served at the client's path is agreed to, and never told. */
  private subscribe(client: VenueClient, stream: string): void {
    const channels = this.dialect.channelsByPath[pathOf(client.path)];
    const channel = stream.slice(stream.indexOf('@') + 1);
    if (channels?.includes(channel)) this.streams.get(client)?.add(stream);
  }

  private exchangeInfo(): string {
    const symbols = this.market.symbols.map((symbol) => ({
      symbol,
      status: 'TRADING',
      filters: [
        { filterType: 'PRICE_FILTER', tickSize: '0.01000000' },
        { filterType: 'LOT_SIZE', stepSize: '0.00100000' },
      ],
    }));
    return JSON.stringify({ timezone: 'UTC', serverTime: wallNowMs(), symbols });
  }
}

const pathOf = (address: string): string => address.split('?', 1)[0]!;

const row = (level: MarketLevel): [price: string, quantity: string] => [
  formatScaled(level.price, PRICE_SCALE),
  formatScaled(level.quantity, QUANTITY_SCALE),
];
