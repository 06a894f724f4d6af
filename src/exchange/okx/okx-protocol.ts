/**
 * OKX, as its public documents describe it: channels of a v5 connection, books of 400 levels with seqId
 * and prevSeqId every 100 ms, their keep-alive and maintenance reset, bbo-tbt before books, trades,
 * text pings, and the instrument list over REST. Owns the sequence ids; the books are the market's.
 */
import { formatScaled } from '../../market/decimal.js';
import { wallNowMs } from '../../telemetry/clock.js';
import {
  PRICE_SCALE,
  QUANTITY_SCALE,
  type ExchangeMarket,
  type MarketLevel,
} from '../exchange-market.js';
import { BID, ASK, type MarketChange, type MarketTrade } from '../market-change.js';
import { ToldWindow, type WindowDiff } from '../told-window.js';
import type { HttpAnswer, VenueClient, VenueProtocol } from '../venue-protocol.js';

interface SymbolState {
  readonly name: string;
  readonly index: number;
  readonly window: ToldWindow;
  /** Of the newest change. */
  seqId: number;
  /** Of the last books message. */
  toldSeqId: number;
  toldMs: number;
  top: string;
}

interface Channel {
  readonly channel: string;
  readonly instId?: string;
  readonly instType?: string;
}

const DEPTH = 400;
const FIRST_SEQ_ID = 58_000_000_000;
const SEQ_ID_STEP = 3;
/** A sequence that began anew begins here. */
const RESET_SEQ_ID = 5;
const KEEP_ALIVE_MS = 60_000;
const CHANNELS = new Set(['books', 'bbo-tbt', 'trades']);
const NO_CHANGE: WindowDiff = { bids: [], asks: [] };

export class OkxProtocol implements VenueProtocol {
  readonly flushMs = 100;
  // The venue's checksum is always 0.
  readonly undetectable = ['bad-checksum'] as const;
  readonly isolatesSymbols = true;
  private readonly symbols: readonly SymbolState[];
  /** `channel instId` that a client has subscribed to. */
  private readonly channels = new Map<VenueClient, Set<string>>();

  constructor(private readonly market: ExchangeMarket) {
    this.symbols = market.symbols.map((name, index) => ({
      name,
      index,
      window: new ToldWindow(market, index, DEPTH),
      seqId: FIRST_SEQ_ID + index,
      toldSeqId: FIRST_SEQ_ID + index,
      toldMs: wallNowMs(),
      top: '',
    }));
  }

  accepts(path: string): boolean {
    return path === '/ws/v5/public';
  }

  opened(client: VenueClient): void {
    this.channels.set(client, new Set());
  }

  closed(client: VenueClient): void {
    this.channels.delete(client);
  }

  said(client: VenueClient, text: string): void {
    if (text === 'ping') return client.say('pong');
    const { op, args } = JSON.parse(text) as { op: string; args: readonly Channel[] };
    for (const arg of args) {
      if (op === 'subscribe') this.subscribe(client, arg);
      else this.unsubscribe(client, arg);
    }
  }

  http(path: string, query: URLSearchParams): HttpAnswer | undefined {
    if (path !== '/api/v5/public/instruments') return undefined;
    const type = query.get('instType') ?? '';
    const data = this.market.symbols
      .filter((name) => typeOf(name) === type)
      .map((instId) => ({ ...INSTRUMENT, instType: type, instId }));
    return { status: 200, body: JSON.stringify({ code: '0', msg: '', data }) };
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      const symbol = this.symbols[change.symbol]!;
      if (change.kind === 'trade') this.tellTrade(symbol, change.trade);
      if (change.kind === 'reduce' && change.trade) this.tellTrade(symbol, change.trade);
      if (change.kind !== 'trade') symbol.seqId += SEQ_ID_STEP;
    }
    const last = changes.at(-1);
    if (last !== undefined && last.kind !== 'trade') this.tellTop(this.symbols[last.symbol]!);
  }

  flush(): void {
    for (const symbol of this.symbols) {
      if (symbol.seqId !== symbol.toldSeqId) this.tellBook(symbol, symbol.window.take());
    }
  }

  /** Maintenance: the next update names its predecessor and has a smaller id. */
  reset(): void {
    for (const symbol of this.symbols) symbol.seqId = RESET_SEQ_ID;
  }

  withBadChecksum(): undefined {
    return undefined;
  }

  heartbeat(): void {
    for (const symbol of this.symbols) {
      if (wallNowMs() - symbol.toldMs > KEEP_ALIVE_MS) this.tellBook(symbol, NO_CHANGE);
    }
  }

  private subscribe(client: VenueClient, arg: Channel): void {
    const { channel, instId = '' } = arg;
    const symbol = this.symbols.find(({ name }) => name === instId);
    const isKnown = channel === 'instruments' || (CHANNELS.has(channel) && symbol !== undefined);
    if (!isKnown) {
      const msg = `Wrong URL or channel:${channel},instId:${instId} doesn't exist.`;
      client.say(JSON.stringify({ event: 'error', code: '60018', msg, connId: CONNECTION_ID }));
      return;
    }
    client.say(JSON.stringify({ event: 'subscribe', arg, connId: CONNECTION_ID }));
    this.channels.get(client)?.add(`${channel} ${instId}`);
    if (channel !== 'books' || symbol === undefined) return;
    const image = symbol.window.image();
    const text = bookText(symbol.name, 'snapshot', image, -1, symbol.toldSeqId);
    client.sendImage(symbol.name, text);
  }

  private unsubscribe(client: VenueClient, arg: Channel): void {
    this.channels.get(client)?.delete(`${arg.channel} ${arg.instId ?? ''}`);
    client.say(JSON.stringify({ event: 'unsubscribe', arg, connId: CONNECTION_ID }));
  }

  private tellBook(symbol: SymbolState, diff: WindowDiff): void {
    const text = bookText(symbol.name, 'update', diff, symbol.toldSeqId, symbol.seqId);
    symbol.toldSeqId = symbol.seqId;
    symbol.toldMs = wallNowMs();
    for (const client of this.subscribers('books', symbol)) client.sendBook(symbol.name, text);
  }

  private tellTop(symbol: SymbolState): void {
    const bids = this.market.levels(symbol.index, BID, 1).map(row);
    const asks = this.market.levels(symbol.index, ASK, 1).map(row);
    const top = JSON.stringify([bids, asks]);
    if (top === symbol.top) return;
    symbol.top = top;
    const data = [{ asks, bids, ts: String(wallNowMs()), seqId: symbol.seqId }];
    this.tell('bbo-tbt', symbol, data);
  }

  private tellTrade(symbol: SymbolState, trade: MarketTrade): void {
    const data = [
      {
        instId: symbol.name,
        tradeId: String(trade.id),
        px: formatScaled(trade.price, PRICE_SCALE),
        sz: formatScaled(trade.quantity, QUANTITY_SCALE),
        side: trade.aggressor === BID ? 'buy' : 'sell',
        ts: String(wallNowMs()),
        count: '1',
      },
    ];
    this.tell('trades', symbol, data);
  }

  private tell(channel: string, symbol: SymbolState, data: readonly object[]): void {
    const text = JSON.stringify({ arg: { channel, instId: symbol.name }, data });
    for (const client of this.subscribers(channel, symbol)) client.say(text);
  }

  private subscribers(channel: string, symbol: SymbolState): VenueClient[] {
    const key = `${channel} ${symbol.name}`;
    return [...this.channels].flatMap(([client, keys]) => (keys.has(key) ? [client] : []));
  }
}

const CONNECTION_ID = 'a4d3ae55';

const INSTRUMENT = { tickSz: '0.01', lotSz: '0.001', minSz: '0.001', state: 'live' };

const typeOf = (name: string): string => (name.endsWith('-SWAP') ? 'SWAP' : 'SPOT');

/** Price, size, a field out of use, number of orders. */
const row = (level: MarketLevel): string[] => [
  formatScaled(level.price, PRICE_SCALE),
  formatScaled(level.quantity, QUANTITY_SCALE),
  '0',
  String(level.orderCount),
];

function bookText(
  instId: string,
  action: 'snapshot' | 'update',
  { bids, asks }: WindowDiff,
  prevSeqId: number,
  seqId: number,
): string {
  const rows = { asks: asks.map(row), bids: bids.map(row) };
  const data = [{ ...rows, ts: String(wallNowMs()), checksum: 0, prevSeqId, seqId }];
  return JSON.stringify({ arg: { channel: 'books', instId }, action, data });
}
