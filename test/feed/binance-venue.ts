/** A tiny Binance: makes the venue's messages, and a normalizer with a recorder behind it. */
import { BinanceNormalizer } from '../../src/feed/normalize/binance/normalizer.js';
import { BINANCE_LIMITS, type BinanceLimits } from '../../src/feed/normalize/binance/limits.js';
import { spotMarket, type BinanceMarket } from '../../src/feed/normalize/binance/market.js';
import type { VenueCommand, VenueWants } from '../../src/feed/normalize/venue-normalizer.js';
import { EventApplier, EventRecorder, type RecordedEvent } from './event-recorder.js';

export type Row = readonly [price: string, quantity: string];

export const depthUrl = (symbol: string): string =>
  `https://api.binance.com/api/v3/depth?symbol=${symbol}&limit=1000`;
export const INFO_URL = 'https://api.binance.com/api/v3/exchangeInfo';

export const diffText = (
  symbol: string,
  firstId: number,
  lastId: number,
  bids: readonly Row[] = [],
  asks: readonly Row[] = [],
): string =>
  JSON.stringify({
    stream: `${symbol.toLowerCase()}@depth@100ms`,
    data: {
      e: 'depthUpdate',
      E: 1_600_000_000_123,
      s: symbol,
      U: firstId,
      u: lastId,
      b: bids,
      a: asks,
    },
  });

export const topText = (symbol: string, updateId: number, bid: Row, ask: Row): string =>
  JSON.stringify({
    stream: `${symbol.toLowerCase()}@bookTicker`,
    data: { u: updateId, s: symbol, b: bid[0], B: bid[1], a: ask[0], A: ask[1] },
  });

export const snapshotText = (
  lastUpdateId: number,
  bids: readonly Row[] = [['10.00', '1.0']],
  asks: readonly Row[] = [['11.00', '2.0']],
): string => JSON.stringify({ lastUpdateId, bids, asks });

export const infoText = (
  symbols: Readonly<Record<string, readonly [tick: string, lot: string]>>,
): string =>
  JSON.stringify({
    symbols: Object.entries(symbols).map(([symbol, [tickSize, stepSize]]) => ({
      symbol,
      filters: [
        { filterType: 'PRICE_FILTER', tickSize },
        { filterType: 'LOT_SIZE', stepSize },
      ],
    })),
  });

export class BinanceBench {
  readonly recorder = new EventRecorder();
  readonly applier = new EventApplier(this.recorder.definitions);
  readonly normalizer: BinanceNormalizer;
  nowNs = 0;

  constructor(
    limits: Partial<BinanceLimits> = {},
    options: { market?: BinanceMarket; wants?: VenueWants } = {},
  ) {
    this.normalizer = new BinanceNormalizer(
      options.market ?? spotMarket('binance'),
      {
        sink: this.recorder,
        register: this.recorder,
        random: () => 0,
        ...(options.wants && { wants: options.wants }),
        endpoints: { webSocket: 'wss://stream.binance.com:9443', rest: 'https://api.binance.com' },
      },
      { ...BINANCE_LIMITS, ...limits },
    );
    this.normalizer.atTime(0, 0);
  }

  at(nowNs: number): void {
    this.nowNs = nowNs;
    this.normalizer.atTime(nowNs, nowNs + 1);
  }

  /** @returns the events it led to, applied to the books. */
  receive(text: string, connection = 'ws'): RecordedEvent[] {
    this.normalizer.received(connection, Buffer.from(text));
    return this.collect();
  }

  answer(url: string, text: string): RecordedEvent[] {
    this.normalizer.answered(url, Buffer.from(text));
    return this.collect();
  }

  collect(): RecordedEvent[] {
    const events = this.recorder.take();
    for (const event of events) this.applier.apply(event);
    return events;
  }

  state(symbol: string): string {
    const book = this.applier.bySymbol(symbol)!;
    return book.state === 'LIVE' ? 'LIVE' : `${book.state} ${book.reason}`;
  }

  /** `bids|asks`, best first, as shortest decimals. */
  book(symbol: string): string {
    const { book } = this.applier.bySymbol(symbol)!;
    const side = (name: 'bid' | 'ask'): string =>
      book
        .levels(name)
        .map(([price, quantity]) => `${price}x${quantity}`)
        .join(' ');
    return `${side('bid')}|${side('ask')}`;
  }

  /** All commands waiting. */
  allCommands(): VenueCommand[] {
    const commands: VenueCommand[] = [];
    for (
      let command = this.normalizer.takeCommand();
      command;
      command = this.normalizer.takeCommand()
    )
      commands.push(command);
    return commands;
  }

  /** The connection opens, and the venue confirms what is subscribed to on it. */
  connect(connection: string): void {
    this.normalizer.connected(connection, 'wss://stream.binance.com:9443/stream');
    for (const command of this.allCommands()) {
      if (command.kind !== 'send') continue;
      this.normalizer.sent(command.connection, command.text);
      const { id } = JSON.parse(command.text) as { id: number };
      this.receive(JSON.stringify({ result: null, id }), command.connection);
    }
  }

  /** Commands waiting, as URLs with their earliest time in ms. */
  commands(): string[] {
    const texts: string[] = [];
    for (
      let command = this.normalizer.takeCommand();
      command;
      command = this.normalizer.takeCommand()
    ) {
      if (command.kind !== 'fetch') continue;
      texts.push(`${command.url.replace(/^.*\/v3\//, '')} @${command.notBeforeNs / 1e6}`);
    }
    return texts;
  }

  /** A symbol that is LIVE at update id 100: 10.00 × 1 | 11.00 × 2. */
  live(symbol: string): void {
    this.receive(diffText(symbol, 100, 100));
    this.answer(depthUrl(symbol), snapshotText(100));
    this.commands();
  }
}
