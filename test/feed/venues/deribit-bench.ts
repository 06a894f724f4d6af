/** A Deribit normalizer, live, against the tiny Deribit: commands are obeyed, failed checks reported. */
import { DERIBIT_LIMITS, type DeribitLimits } from '../../../src/feed/normalize/deribit/limits.js';
import { DeribitNormalizer } from '../../../src/feed/normalize/deribit/normalizer.js';
import type { VenueCommand } from '../../../src/feed/normalize/venue-normalizer.js';
import { REASON } from '../../../src/market/state.js';
import { asInstrumentId } from '../../../src/market/units.js';
import { EventApplier, EventRecorder, type RecordedEvent } from '../event-recorder.js';
import { DeribitVenue, instrumentsText } from './deribit-venue.js';

export interface BenchOptions {
  readonly symbols?: readonly string[];
  readonly lines?: number;
  readonly options?: Readonly<Record<string, string>>;
  readonly limits?: Partial<DeribitLimits>;
  /** False: a replay, in which nobody takes commands. */
  readonly isLive?: boolean;
}

export class DeribitBench {
  readonly recorder = new EventRecorder();
  readonly applier = new EventApplier(this.recorder.definitions);
  readonly normalizer: DeribitNormalizer;
  readonly venue: DeribitVenue;
  readonly notes: string[] = [];
  readonly connections: string[] = [];
  readonly sent: { connection: string; text: string; notBeforeNs: number }[] = [];
  /** Books that were STALE at any time since the last look. */
  readonly wasStale = new Set<string>();
  nowNs = 1e9;

  constructor({ symbols, lines = 1, options = {}, limits = {}, isLive = true }: BenchOptions = {}) {
    this.venue = new DeribitVenue(symbols);
    this.normalizer = new DeribitNormalizer(
      'deribit',
      {
        sink: this.recorder,
        register: this.recorder,
        random: () => 0,
        endpoints: { webSocket: 'wss://www.deribit.com', rest: 'https://www.deribit.com' },
        options,
        ...(isLive && { wants: { symbols: this.venue.symbols, lines, lineHoldNs: 1e6 } }),
      },
      { ...DERIBIT_LIMITS, ...limits },
    );
    this.normalizer.atTime(this.nowNs, this.nowNs + 1);
    if (!isLive) return;
    this.normalizer.start();
    this.obey();
  }

  receive(text: string, connection = 'A1'): RecordedEvent[] {
    this.normalizer.received(connection, Buffer.from(text));
    const events = this.collect();
    this.obey();
    return events;
  }

  /** Time passes in steps of the feed's timers; the venue answers. */
  pass(ns: number): void {
    const until = this.nowNs + ns;
    while (this.nowNs < until) {
      this.nowNs = Math.min(until, this.nowNs + 1e8);
      this.normalizer.atTime(this.nowNs, this.nowNs + 1);
      this.normalizer.checkTimers();
      this.collect();
      this.obey();
    }
  }

  collect(): RecordedEvent[] {
    const events = this.recorder.take();
    for (const event of events) {
      this.applier.apply(event);
      const { symbol } = this.recorder.definitions[event.instrument]!;
      const book = this.applier.books.get(event.instrument)!;
      if (book.state === 'STALE') this.wasStale.add(symbol);
      if (event.type !== 'verify' || book.verifyFailures === 0) continue;
      // What the lane finds, the feed hears of.
      book.verifyFailures = 0;
      this.wasStale.add(symbol);
      this.normalizer.resync(asInstrumentId(event.instrument), REASON.VERIFY_FAILED);
    }
    return events;
  }

  /** Commands are obeyed until there are none that are due. */
  obey(): void {
    for (let i = 0; i < 1000; i++) {
      const due = this.sent.findIndex((each) => each.notBeforeNs <= this.nowNs);
      const command = this.normalizer.takeCommand();
      if (command === undefined && due < 0) return;
      if (command !== undefined) this.execute(command);
      if (due < 0) continue;
      const { connection, text } = this.sent.splice(due, 1)[0]!;
      this.normalizer.sent(connection, text);
      for (const answer of this.venue.answer(text)) {
        this.normalizer.received(connection, Buffer.from(answer));
        this.collect();
      }
    }
    throw new Error('commands without end');
  }

  state(symbol: string): string {
    const book = this.applier.bySymbol(symbol)!;
    return book.state === 'LIVE' ? 'LIVE' : `${book.state} ${book.reason}`;
  }

  isRight(symbol: string): boolean {
    const ours = this.applier.bySymbol(symbol)!.book;
    const theirs = this.venue.book(symbol);
    const text = (book: typeof ours): string =>
      JSON.stringify([book.levels('bid'), book.levels('ask')]);
    return text(ours) === text(theirs);
  }

  get refusals(): Readonly<Record<string, number>> {
    return this.normalizer.summary().refusals;
  }

  private execute(command: VenueCommand): void {
    switch (command.kind) {
      case 'fetch':
        this.normalizer.answered(command.url, Buffer.from(instrumentsText()));
        break;
      case 'connect':
        this.connections.push(command.connection);
        this.normalizer.connected(command.connection);
        break;
      case 'send':
        this.sent.push(command);
        break;
      case 'note':
        this.notes.push(command.text);
        break;
      case 'disconnect':
        this.connections.splice(this.connections.indexOf(command.connection), 1);
        break;
      case 'reconnect':
        throw new Error(`reconnect: ${command.reason}`);
    }
    this.collect();
  }
}
