/**
 * A live Binance feed without sockets: a model of the venue answers the normalizer's commands, loses
 * messages and connections, and everything that goes in goes through a tap first.
 */
import { findVenue } from '../../src/feed/normalize/venue-table.js';
import type { VenueNormalizer } from '../../src/feed/normalize/venue-normalizer.js';
import { seededRandom } from '../../src/feed/seeded-random.js';
import type { FeedTap, TappedFeed } from '../../src/feed/feed-tap.js';
import { tapInput, tellNormalizer, type VenueInput } from '../../src/feed/venue-input.js';
import { REASON } from '../../src/market/state.js';
import { asInstrumentId } from '../../src/market/units.js';
import { diffText, infoText, snapshotText, topText } from '../feed/binance-venue.js';
import { EventRecorder } from '../feed/event-recorder.js';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'XRPUSDT'] as const;
const STEP_NS = 7_000_003;

/** `VenueInput` without its stamp. */
type Unstamped = VenueInput extends infer T
  ? T extends unknown
    ? Omit<T, 'receivedNs'>
    : never
  : never;

export class LiveScript {
  readonly events = new EventRecorder();
  private readonly normalizer: VenueNormalizer;
  private readonly random: () => number;
  private readonly lastIds = new Map<string, number>(SYMBOLS.map((symbol) => [symbol, 100]));
  private readonly open = new Set<string>();
  private readonly due: Unstamped[] = [];
  private nowNs: number;

  constructor(
    private readonly tap: FeedTap,
    seed: number,
    startNs = 5_000,
    private readonly symbols: readonly string[] = SYMBOLS,
  ) {
    this.nowNs = startNs;
    this.random = seededRandom(seed);
    const entry = findVenue('binance')!;
    const feed: TappedFeed = {
      venue: 'binance',
      symbols: this.symbols,
      depth: 0,
      lines: 1,
      lineHoldNs: 1e8,
      endpoints: { ...entry.endpoints },
      options: {},
      randomSeed: seed,
    };
    this.normalizer = entry.make({
      sink: this.events,
      register: this.events,
      random: seededRandom(seed),
      endpoints: entry.endpoints,
      options: {},
      wants: { symbols: this.symbols, lines: 1, lineHoldNs: 1e8 },
    });
    tap.atTime(this.nowNs, this.nowNs);
    tap.started(feed);
    this.normalizer.atTime(this.nowNs, this.nowNs);
    this.normalizer.start();
    this.obey();
  }

  run(steps: number): void {
    for (let step = 0; step < steps; step++) this.step();
  }

  finish(): void {
    this.tap.atTime(this.nowNs, this.nowNs);
    this.tap.finished();
    this.normalizer.finish();
  }

  private step(): void {
    const answer = this.due.shift();
    if (answer !== undefined && this.random() < 0.7) return this.tell(answer);
    if (answer !== undefined) this.due.push(answer);
    const draw = this.random();
    const [connection] = this.open;
    if (draw < 0.15 || connection === undefined) return this.tell({ kind: 'timers' });
    if (draw < 0.16) {
      this.open.delete(connection);
      this.tell({ kind: 'disconnected', connection, why: 'the script says so' });
      this.due.push({ kind: 'connected', connection, address: 'wss://again' });
      return;
    }
    if (draw < 0.17) {
      const [symbol] = this.symbols;
      return this.tell({
        kind: 'resync',
        id: asInstrumentId(0),
        symbol: symbol!,
        reason: REASON.CROSSED_BOOK,
      });
    }
    this.tell({
      kind: 'received',
      connection,
      bytes: Buffer.from(this.marketText()),
      isBinary: false,
    });
  }

  private marketText(): string {
    const symbol = this.symbols[Math.floor(this.random() * this.symbols.length)]!;
    const lastId = this.lastIds.get(symbol)!;
    const price = (10 + Math.floor(this.random() * 50) / 100).toFixed(2);
    if (this.random() < 0.2) return topText(symbol, lastId, [price, '1.0'], ['11.00', '2.0']);
    // One in thirty is lost on its way.
    const from = lastId + 1 + (this.random() < 0.03 ? 2 : 0);
    const to = from + Math.floor(this.random() * 3);
    this.lastIds.set(symbol, to);
    return diffText(symbol, from, to, [[price, (this.random() * 9).toFixed(1)]], []);
  }

  private tell(input: Unstamped): void {
    this.nowNs += Math.floor(this.random() * STEP_NS);
    const stamped = { ...input, receivedNs: this.nowNs } as VenueInput;
    if (input.kind === 'connected') this.open.add(input.connection);
    this.tap.atTime(this.nowNs, this.nowNs);
    tapInput(this.tap, stamped);
    this.normalizer.atTime(this.nowNs, this.nowNs);
    tellNormalizer(this.normalizer, stamped);
    this.obey();
  }

  private obey(): void {
    for (
      let command = this.normalizer.takeCommand();
      command;
      command = this.normalizer.takeCommand()
    ) {
      switch (command.kind) {
        case 'connect':
          this.due.push({
            kind: 'connected',
            connection: command.connection,
            address: command.address,
          });
          break;
        case 'send':
          this.due.push({ kind: 'sent', connection: command.connection, text: command.text });
          break;
        case 'fetch':
          this.due.push(this.answerTo(command.url));
          break;
        case 'reconnect':
        case 'disconnect':
          this.open.delete(command.connection);
          this.due.push({
            kind: 'disconnected',
            connection: command.connection,
            why: command.kind,
          });
      }
    }
  }

  private answerTo(url: string): Unstamped {
    if (this.random() < 0.1) return { kind: 'failed', url, why: 'status 429' };
    if (url.includes('exchangeInfo')) {
      const lots = Object.fromEntries(SYMBOLS.map((symbol) => [symbol, ['0.01', '0.1'] as const]));
      return { kind: 'answered', url, body: Buffer.from(infoText(lots)) };
    }
    const symbol = SYMBOLS.find((name) => url.includes(name))!;
    return { kind: 'answered', url, body: Buffer.from(snapshotText(this.lastIds.get(symbol)!)) };
  }
}
