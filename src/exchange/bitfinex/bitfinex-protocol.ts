/**
 * Bitfinex, as its public documents describe it: numbered channels, books of the 25 best levels with
 * count and signed amount, the flags for sequence, time, checksum and bulk updates, trades, and the
 * tickers over REST. Owns channels and sequences; the books are the market's.
 */
import { crc32 } from 'node:zlib';
import { formatScaled } from '../../market/decimal.js';
import { wallNowMs } from '../../telemetry/clock.js';
import {
  PRICE_SCALE,
  QUANTITY_SCALE,
  type ExchangeMarket,
  type MarketLevel,
} from '../exchange-market.js';
import {
  ASK,
  BID,
  type MarketChange,
  type MarketSide,
  type MarketTrade,
} from '../market-change.js';
import type { HttpAnswer, VenueClient, VenueProtocol } from '../venue-protocol.js';

const FLAG = {
  TIMESTAMP: 32_768,
  SEQ_ALL: 65_536,
  OB_CHECKSUM: 131_072,
  BULK_UPDATES: 536_870_912,
};
const DUPLICATE = 10301;
const UNKNOWN_PAIR = 10300;
const CHECKSUM_LEVELS = 25;
const DEPTH_DEFAULT = 25;
/** Where the venue's channels begin to count. */
const FIRST_CHANNEL = 17_001;

interface Channel {
  readonly number: number;
  readonly type: string;
  readonly symbol: string;
  readonly index: number;
  readonly depth: number;
  /** The book as this client was told it: amount text by price text. */
  readonly told: Record<MarketSide, Map<string, string>>;
}

interface Client {
  flags: number;
  sequence: number;
  readonly channels: Channel[];
}

interface Request {
  readonly event: string;
  readonly flags?: number;
  readonly channel?: string;
  readonly symbol?: string;
  readonly chanId?: number;
  readonly len?: string;
}

export class BitfinexProtocol implements VenueProtocol {
  readonly flushMs = 100;
  // No book needs REST once the pairs are known.
  readonly undetectable = ['http-429', 'http-500'] as const;
  // The sequence is the connection's: a hole is every book's.
  readonly isolatesSymbols = false;
  private readonly clients = new Map<VenueClient, Client>();
  private channelCount = FIRST_CHANNEL;

  constructor(private readonly market: ExchangeMarket) {}

  accepts(path: string): boolean {
    return path === '/ws/2';
  }

  opened(client: VenueClient): void {
    this.clients.set(client, { flags: 0, sequence: 0, channels: [] });
    client.say('{"event":"info","version":2,"serverId":"sim","platform":{"status":1}}');
  }

  closed(client: VenueClient): void {
    this.clients.delete(client);
  }

  said(venueClient: VenueClient, text: string): void {
    const request = JSON.parse(text) as Request;
    const client = this.clients.get(venueClient)!;
    switch (request.event) {
      case 'conf':
        client.flags = request.flags ?? 0;
        venueClient.say(JSON.stringify({ event: 'conf', status: 'OK', flags: client.flags }));
        return;
      case 'subscribe':
        return this.subscribe(venueClient, client, request);
      case 'unsubscribe': {
        const at = client.channels.findIndex((each) => each.number === request.chanId);
        if (at >= 0) client.channels.splice(at, 1);
        venueClient.say(
          JSON.stringify({ event: 'unsubscribed', status: 'OK', chanId: request.chanId }),
        );
        return;
      }
      default:
        venueClient.say('{"event":"error","msg":"unknown event","code":10000}');
    }
  }

  http(path: string): HttpAnswer | undefined {
    if (path !== '/v2/tickers') return undefined;
    const rows = this.market.symbols.map((symbol, index) => {
      const price = (side: MarketSide): number =>
        numberOf(this.market.levels(index, side, 1)[0]?.price ?? 0, PRICE_SCALE);
      return [symbol, price(BID), 1, price(ASK), 1, 0, 0, price(BID), 1, price(ASK), price(BID)];
    });
    return { status: 200, body: JSON.stringify(rows) };
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      const trade = change.kind === 'trade' || change.kind === 'reduce' ? change.trade : undefined;
      if (trade !== undefined) this.tellTrade(change.symbol, trade);
    }
  }

  flush(): void {
    for (const [venueClient, client] of this.clients) {
      for (const channel of client.channels) {
        if (channel.type === 'book') this.update(venueClient, client, channel);
      }
    }
  }

  reset(): void {
    for (const client of this.clients.values()) client.sequence = 0;
  }

  withBadChecksum(text: string): string | undefined {
    const damaged = text.replace(
      /(\[\d+,"cs",-?\d*)(\d)/,
      (_, head: string, last: string) => head + String((Number(last) + 1) % 10),
    );
    return damaged === text ? undefined : damaged;
  }

  heartbeat(): void {
    for (const [venueClient, client] of this.clients) {
      for (const { number } of client.channels) venueClient.say(frame(client, number, '"hb"'));
    }
  }

  private subscribe(venueClient: VenueClient, client: Client, request: Request): void {
    const { channel: type = '', symbol = '', len } = request;
    const index = this.market.indexOf(symbol);
    const isThere = client.channels.some((each) => each.type === type && each.symbol === symbol);
    if (index === undefined || isThere) {
      const code = isThere ? DUPLICATE : UNKNOWN_PAIR;
      const msg = isThere ? 'subscribe: dup' : 'subscribe: invalid';
      venueClient.say(JSON.stringify({ event: 'error', msg, code, symbol }));
      return;
    }
    const number = this.channelCount++;
    const depth = Number(len ?? DEPTH_DEFAULT);
    const told = { bid: new Map<string, string>(), ask: new Map<string, string>() };
    const channel: Channel = { number, type, symbol, index, depth, told };
    client.channels.push(channel);
    venueClient.say(
      JSON.stringify({ event: 'subscribed', channel: type, chanId: number, symbol, len }),
    );
    if (type !== 'book') {
      venueClient.say(frame(client, number, '[]'));
      return;
    }
    const rows = [...this.rowsOf(channel, BID), ...this.rowsOf(channel, ASK)];
    venueClient.sendImage(symbol, frame(client, number, `[${rows.join(',')}]`));
    this.sendChecksum(venueClient, client, channel);
  }

  /** What has changed in the window since it was told; levels that left it are removed. */
  private update(venueClient: VenueClient, client: Client, channel: Channel): void {
    const rows = [...this.rowsOf(channel, BID), ...this.rowsOf(channel, ASK)];
    if (rows.length === 0) return;
    const isBulk = (client.flags & FLAG.BULK_UPDATES) !== 0;
    for (const body of isBulk ? [`[${rows.join(',')}]`] : rows) {
      venueClient.sendBook(channel.symbol, frame(client, channel.number, body));
    }
    this.sendChecksum(venueClient, client, channel);
  }

  private rowsOf({ index, depth, told }: Channel, side: MarketSide): string[] {
    const sign = side === BID ? '' : '-';
    const known = told[side];
    const rows: string[] = [];
    const window = new Set<string>();
    for (const level of this.market.levels(index, side, depth)) {
      const [price, amount] = textsOf(level);
      window.add(price);
      if (known.get(price) === amount) continue;
      known.set(price, amount);
      rows.push(`[${price},${level.orderCount},${sign}${amount}]`);
    }
    for (const price of known.keys()) {
      if (window.has(price)) continue;
      known.delete(price);
      rows.push(`[${price},0,${sign}1]`);
    }
    return rows;
  }

  private sendChecksum(venueClient: VenueClient, client: Client, channel: Channel): void {
    if ((client.flags & FLAG.OB_CHECKSUM) === 0) return;
    const best = (side: MarketSide): [price: string, amount: string][] =>
      this.market
        .levels(channel.index, side, Math.min(channel.depth, CHECKSUM_LEVELS))
        .map(textsOf);
    const [bids, asks] = [best(BID), best(ASK)];
    const parts: string[] = [];
    for (let rank = 0; rank < CHECKSUM_LEVELS; rank++) {
      const [bid, ask] = [bids[rank], asks[rank]];
      if (bid !== undefined) parts.push(...bid);
      if (ask !== undefined) parts.push(ask[0], `-${ask[1]}`);
    }
    const checksum = crc32(parts.join(':')) | 0;
    venueClient.sendBook(channel.symbol, frame(client, channel.number, '"cs"', String(checksum)));
  }

  private tellTrade(index: number, trade: MarketTrade): void {
    const sign = trade.aggressor === BID ? 1 : -1;
    const amount = sign * numberOf(trade.quantity, QUANTITY_SCALE);
    const row = `[${trade.id},${wallNowMs()},${amount},${numberOf(trade.price, PRICE_SCALE)}]`;
    for (const [venueClient, client] of this.clients) {
      for (const { number, type, index: of } of client.channels) {
        if (type !== 'trades' || of !== index) continue;
        for (const kind of ['"te"', '"tu"']) venueClient.say(frame(client, number, kind, row));
      }
    }
  }
}

/** A message on a channel, with what the flags add. */
function frame(client: Client, channel: number, ...body: readonly string[]): string {
  const tail: number[] = [];
  if ((client.flags & FLAG.SEQ_ALL) !== 0) tail.push(++client.sequence);
  if ((client.flags & FLAG.TIMESTAMP) !== 0) tail.push(wallNowMs());
  return `[${[channel, ...body, ...tail].join(',')}]`;
}

/** The venue writes numbers bare; of these few digits a double holds every one. */
const numberOf = (value: number, scale: number): number => Number(formatScaled(value, scale));

const textsOf = ({ price, quantity }: MarketLevel): [price: string, amount: string] => [
  String(numberOf(price, PRICE_SCALE)),
  String(numberOf(quantity, QUANTITY_SCALE)),
];
