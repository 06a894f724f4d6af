/**
 * Kraken's WebSocket v2, as its public documents describe it: `book` and `level3` with a checksum after every
 * message, `trade`, `instrument`, `status`, heartbeats, ping. Owns who is subscribed to what; the books are the
 * market's. One protocol for both of our venues of that name: any token will do for `level3`.
 */
import { wallNowMs } from '../../telemetry/clock.js';
import { PRICE_SCALE, QUANTITY_SCALE, type ExchangeMarket } from '../exchange-market.js';
import type { MarketChange, MarketTrade } from '../market-change.js';
import type { VenueClient, VenueProtocol } from '../venue-protocol.js';
import { LevelWindow } from './level-window.js';
import { OrderWindow } from './order-window.js';
import { printedPrice, printedQuantity, printedTime } from './printed.js';

interface Request {
  readonly method?: string;
  readonly req_id?: number;
  readonly params?: {
    readonly channel?: string;
    readonly symbol?: readonly string[];
    readonly depth?: number;
    readonly token?: string;
  };
}

type Window = LevelWindow | OrderWindow;

interface ClientState {
  /** By channel and symbol. */
  readonly windows: Map<string, Window>;
  readonly trades: Set<string>;
}

const DEPTHS: Readonly<Record<string, readonly number[]>> = {
  book: [10, 25, 100, 500, 1000],
  level3: [10, 100, 1000],
};
const DEPTH_DEFAULT = 10;
const CHECKSUM = /"checksum":(\d+)/;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;

export class KrakenProtocol implements VenueProtocol {
  /** The venue sends at once; what comes together here makes a message of several levels. */
  readonly flushMs = 50;
  // There is no REST request to fail.
  readonly undetectable = ['http-429', 'http-500'] as const;
  readonly isolatesSymbols = true;
  readonly forgivesLoss = true;
  private readonly clients = new Map<VenueClient, ClientState>();
  private readonly orderTimes = new Map<string, string>();
  private orderCount = 0;

  /** @param wallMs for the times that the venue prints. */
  constructor(
    private readonly market: ExchangeMarket,
    private readonly wallMs: () => number = wallNowMs,
  ) {
    for (let index = 0; index < market.symbols.length; index++) {
      for (const side of ['bid', 'ask'] as const)
        for (const { id } of market.queue(index, side)) this.stampOrder(id);
    }
  }

  accepts(path: string): boolean {
    return path === '/v2';
  }

  opened(client: VenueClient): void {
    this.clients.set(client, { windows: new Map(), trades: new Set() });
    client.say(
      '{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online","api_version":"v2","connection_id":12393906104898154338}]}',
    );
  }

  closed(client: VenueClient): void {
    this.clients.delete(client);
  }

  said(client: VenueClient, text: string): void {
    const request = JSON.parse(text) as Request;
    const { method, params = {} } = request;
    if (method === 'ping')
      return client.say(this.answer(request, { method: 'pong', success: true }));
    if (method !== 'subscribe' && method !== 'unsubscribe')
      return client.say(this.answer(request, { success: false, error: 'Unsupported method' }));
    if (params.channel === 'instrument') {
      client.say(this.answer(request, { result: { channel: 'instrument' }, success: true }));
      client.say(this.instruments());
      return;
    }
    for (const symbol of params.symbol ?? []) this.change(client, request, symbol);
  }

  http(): undefined {
    return undefined;
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      if (change.kind === 'open') this.stampOrder(change.order.id);
      if (change.kind === 'remove') this.orderTimes.delete(change.order.id);
      if (change.kind === 'reduce' && change.order.quantity === 0)
        this.orderTimes.delete(change.order.id);
      if (change.kind === 'trade') this.tellTrade(change.symbol, change.trade);
      if (change.kind === 'reduce' && change.trade) this.tellTrade(change.symbol, change.trade);
    }
  }

  flush(): void {
    for (const [client, { windows }] of this.clients) {
      for (const [key, window] of windows) {
        const text = window.update();
        if (text !== undefined) client.sendBook(symbolOf(key), text);
      }
    }
  }

  /** There is no sequence: after a restart of its book service the venue sends new snapshots. */
  reset(): void {
    for (const [client, { windows }] of this.clients)
      for (const [key, window] of windows) client.sendImage(symbolOf(key), window.snapshot());
  }

  withBadChecksum(text: string): string | undefined {
    if (!CHECKSUM.test(text)) return undefined;
    return text.replace(CHECKSUM, (_, sum: string) => `"checksum":${(Number(sum) ^ 1) >>> 0}`);
  }

  heartbeat(): void {
    for (const client of this.clients.keys()) client.say('{"channel":"heartbeat"}');
  }

  private change(client: VenueClient, request: Request, symbol: string): void {
    const { method, params = {} } = request;
    const { channel = '', depth = DEPTH_DEFAULT, token } = params;
    const refuse = (error: string): void =>
      client.say(this.answer(request, { error, success: false, symbol }));
    const index = this.market.indexOf(symbol);
    if (index === undefined) return refuse(`Currency pair not supported ${symbol}`);
    const state = this.clients.get(client)!;
    if (channel === 'trade') {
      if (method === 'subscribe') state.trades.add(symbol);
      else state.trades.delete(symbol);
      return client.say(this.answer(request, { result: { channel, symbol }, success: true }));
    }
    if (DEPTHS[channel]?.includes(depth) !== true)
      return refuse('Subscription depth not supported');
    if (channel === 'level3' && !token) return refuse('Token(s) not found');
    const key = `${channel} ${symbol}`;
    if (method === 'unsubscribe') {
      if (!state.windows.delete(key)) return refuse('Subscription Not Found');
      return client.say(
        this.answer(request, { result: { channel, symbol, depth }, success: true }),
      );
    }
    if (state.windows.has(key)) return refuse('Already subscribed');
    const window =
      channel === 'level3'
        ? new OrderWindow(this.market, index, depth, (id) => this.orderTimes.get(id)!, this.wallMs)
        : new LevelWindow(this.market, index, depth, this.wallMs);
    state.windows.set(key, window);
    const result = { channel, symbol, depth, snapshot: true };
    client.say(this.answer(request, { result, success: true }));
    client.sendImage(symbol, window.snapshot());
  }

  private stampOrder(id: string): void {
    this.orderTimes.set(
      id,
      printedTime(this.wallMs(), this.orderCount++ % NANOSECONDS_PER_MILLISECOND),
    );
  }

  private tellTrade(index: number, trade: MarketTrade): void {
    const symbol = this.market.symbols[index]!;
    const text =
      `{"channel":"trade","type":"update","data":[{"symbol":${JSON.stringify(symbol)},` +
      `"side":"${trade.aggressor === 'bid' ? 'buy' : 'sell'}","price":${printedPrice(trade.price)},` +
      `"qty":${printedQuantity(trade.quantity)},"ord_type":"market","trade_id":${trade.id},` +
      `"timestamp":"${printedTime(this.wallMs())}"}]}`;
    for (const [client, { trades }] of this.clients) if (trades.has(symbol)) client.say(text);
  }

  private answer(request: Request, fields: object): string {
    const time = printedTime(this.wallMs());
    return JSON.stringify({
      method: request.method,
      ...fields,
      ...(request.req_id !== undefined && { req_id: request.req_id }),
      time_in: time,
      time_out: time,
    });
  }

  private instruments(): string {
    const pairs = this.market.symbols.map(
      (symbol) =>
        `{"symbol":${JSON.stringify(symbol)},"base":"${symbol.split('/')[0]}","quote":"USD",` +
        `"status":"online","price_precision":${PRICE_SCALE},"price_increment":0.01,` +
        `"qty_precision":${QUANTITY_SCALE},"qty_increment":0.001,"qty_min":0.001,"marginable":false}`,
    );
    return `{"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[${pairs.join()}]}}`;
  }
}

const symbolOf = (key: string): string => key.slice(key.indexOf(' ') + 1);
