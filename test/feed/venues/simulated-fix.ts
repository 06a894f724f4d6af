/**
 * The normalizer of FIX against the FIX simulator, without sessions and sockets: what one says the other hears as
 * whole messages, in order; time is the test's. Shares no code between the two but the notation of a message.
 */
import { ExchangeMarket } from '../../../src/exchange/exchange-market.js';
import {
  FIX_VENUE_DEFAULTS,
  type FixVenueOptions,
} from '../../../src/exchange/fix/fix-venue-options.js';
import { FixVenue, type FixSubscriber } from '../../../src/exchange/fix/fix-venue.js';
import type { SaidMessage } from '../../../src/exchange/fix/message-bodies.js';
import { fixSourceText } from '../../../src/exchange/fix/source-text.js';
import { FIX } from '../../../src/feed/normalize/fix/venue.js';
import type { VenueNormalizer } from '../../../src/feed/normalize/venue-normalizer.js';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { BEGIN_STRINGS } from '../../../src/fix/session/session-settings.js';
import { EventApplier, EventRecorder } from '../event-recorder.js';

const STEP_NS = 1e8;
const WALL_MS = 1_767_623_400_250;
const SYMBOLS = ['BTC/USD', 'ETH/USD', 'SOL/USD'];
/** Of the market. */
const [PRICE_UNIT, QUANTITY_UNIT] = [100, 1000];

export class SimulatedFix {
  readonly market = new ExchangeMarket({ symbols: SYMBOLS, seed: 5, ordersPerSymbol: 40 });
  readonly venue: FixVenue;
  readonly normalizer: VenueNormalizer;
  readonly applier: EventApplier;
  readonly notes: string[] = [];
  /** `SYMBOL reason`, of books that were STALE since the last look. */
  readonly stale = new Set<string>();
  tradeCount = 0;
  private readonly recorder = new EventRecorder();
  private readonly subscriber: FixSubscriber = { say: (message) => void this.heard.push(message) };
  private readonly heard: SaidMessage[] = [];
  private connection = '';
  private nowNs = 1e9;
  private msgSeqNum = 1;
  private readonly options: FixVenueOptions;

  constructor(options: Partial<FixVenueOptions>) {
    this.options = { ...FIX_VENUE_DEFAULTS, ...options };
    this.venue = new FixVenue(this.market, this.options, () => WALL_MS + this.nowNs / 1e6);
    // What the simulator tells a person to serve it with is what it needs.
    const text = fixSourceText(this.options, {
      symbols: SYMBOLS,
      senderCompId: 'SIM',
      targetCompId: 'BOOKCAST',
      address: '127.0.0.1:1',
      isInitiator: this.options.pushesUnasked,
      isTls: false,
    });
    const [, depth] = /@(\d+)\?/.exec(text) ?? [];
    this.normalizer = FIX.make({
      sink: this.recorder,
      register: this.recorder,
      random: () => 0.5,
      endpoints: FIX.endpoints,
      options: Object.fromEntries(new URLSearchParams(text.slice(text.indexOf('?') + 1))),
      wants: {
        symbols: SYMBOLS,
        lines: 1,
        lineHoldNs: 1e6,
        ...(depth === undefined ? {} : { depth: Number(depth) }),
      },
    });
    this.applier = new EventApplier(this.recorder.definitions);
    this.normalizer.atTime(this.nowNs, this.nowNs);
    this.normalizer.start();
    this.settle();
  }

  /** The market moves, everything is told, time passes. */
  step(changes: number): void {
    for (let i = 0; i < changes; i++) this.venue.changed(this.market.step());
    this.venue.flush();
    this.settle();
    this.nowNs += STEP_NS;
    this.normalizer.atTime(this.nowNs, this.nowNs);
    this.normalizer.checkTimers();
    this.settle();
  }

  states(): string[] {
    return SYMBOLS.map((symbol) => this.applier.bySymbol(symbol)!.state);
  }

  get areLive(): boolean {
    return this.states().every((state) => state === 'LIVE');
  }

  /** Books that are LIVE and not what rests, in words. */
  wrongBooks(): string[] {
    const depth = this.options.depthLimit === 0 ? Infinity : this.options.depthLimit;
    return SYMBOLS.flatMap((symbol, index) => {
      const { book, state } = this.applier.bySymbol(symbol)!;
      if (state !== 'LIVE') return [];
      return (['bid', 'ask'] as const).flatMap((side) => {
        const is = book
          .levels(side)
          .map(([price, quantity]) => `${Number(price)}x${Number(quantity)}`);
        const rests = this.market
          .levels(index, side, depth)
          .map(({ price, quantity }) => `${price / PRICE_UNIT}x${quantity / QUANTITY_UNIT}`);
        return is.join() === rests.join()
          ? []
          : [`${symbol} ${side} ${is.join()} is not ${rests.join()}`];
      });
    });
  }

  private settle(): void {
    for (let i = 0; i < 10_000; i++) {
      const message = this.heard.shift();
      if (message !== undefined) {
        this.hear(message);
        continue;
      }
      const command = this.normalizer.takeCommand();
      if (command === undefined) return;
      switch (command.kind) {
        case 'connect':
          this.connection = command.connection;
          this.venue.loggedOn(this.subscriber);
          this.normalizer.connected(command.connection, command.address);
          this.collect();
          break;
        case 'send':
          this.normalizer.sent(command.connection, command.text);
          this.venue.said(this.subscriber, tableOf(this.encoded('BOOKCAST', command.text)));
          break;
        case 'note':
          this.notes.push(command.text);
          break;
        default:
          throw new Error(`unexpected ${command.kind}`);
      }
    }
    throw new Error('words without end');
  }

  private hear({ msgType, body }: SaidMessage): void {
    this.normalizer.receivedBinary(
      this.connection,
      this.encoded('SIM', `35=${msgType}\x01${body}`),
    );
    this.collect();
  }

  private encoded(senderCompId: string, text: string): Uint8Array {
    const end = text.indexOf('\x01');
    return encodeMessage(
      {
        beginString: BEGIN_STRINGS[this.options.version],
        msgType: text.slice(3, end),
        msgSeqNum: ++this.msgSeqNum,
        senderCompId,
        targetCompId: 'X',
        sendingTime: '20260105-14:30:00.250',
      },
      Buffer.from(text.slice(end + 1), 'latin1'),
    );
  }

  private collect(): void {
    for (const event of this.recorder.take()) {
      this.applier.apply(event);
      if (event.type === 'trade') this.tradeCount++;
      const { symbol } = this.recorder.definitions[event.instrument]!;
      const { state, reason } = this.applier.bySymbol(symbol)!;
      // Scales are learned before the first image is whole.
      const isBeginning = reason === 'awaiting-image' || reason === 'definition-changed';
      if (state === 'STALE' && !isBeginning) this.stale.add(`${symbol} ${reason}`);
    }
  }
}

function tableOf(bytes: Uint8Array): FieldTable {
  const table = new FieldTable();
  if (!scanMessage(table, bytes, 0, bytes.length)) throw new Error('what was said is no message');
  return table;
}
