/**
 * A normalizer, live, against a tiny venue: its commands are obeyed at the time they name, what a lane
 * finds wrong is reported back as the feed's book watch would.
 */
import type {
  FetchCommand,
  SendCommand,
  VenueCommand,
  VenueNormalizer,
} from '../../../src/feed/normalize/venue-normalizer.js';
import { REASON } from '../../../src/market/state.js';
import { asInstrumentId } from '../../../src/market/units.js';
import type { NaiveL2Book } from '../../model/naive-l2-book.js';
import type { EventRecorder } from '../event-recorder.js';
import { EventApplier, type RecordedEvent } from '../event-recorder.js';

const STEP_NS = 5e8;

export interface TinyVenue {
  readonly symbols: readonly string[];
  /** What the venue says to what we said. */
  answer(text: string): string[];
  /** A REST answer, or undefined for an error. */
  list(url: string): string | undefined;
  book(symbol: string): NaiveL2Book;
}

export class LiveBench<N extends VenueNormalizer, V extends TinyVenue> {
  readonly applier: EventApplier;
  readonly notes: string[] = [];
  readonly connections: string[] = [];
  readonly said: string[] = [];
  readonly fetched: string[] = [];
  readonly events: RecordedEvent[] = [];
  /** Books that were STALE since the last look, with the reason. */
  readonly wasStale = new Map<string, string>();
  nowNs = 1e9;
  private readonly waiting: (SendCommand | FetchCommand)[] = [];

  constructor(
    readonly venue: V,
    readonly recorder: EventRecorder,
    readonly normalizer: N,
    checksumOf?: (book: NaiveL2Book) => number,
  ) {
    this.applier = new EventApplier(recorder.definitions, checksumOf);
    normalizer.atTime(this.nowNs, this.nowNs + 1);
    normalizer.start();
    this.obey();
  }

  receive(text: string, connection = 'A1'): RecordedEvent[] {
    return this.receiveBytes(Buffer.from(text), connection);
  }

  receiveBytes(bytes: Uint8Array, connection = 'A1'): RecordedEvent[] {
    this.normalizer.received(connection, bytes);
    const events = this.collect();
    this.obey();
    return events;
  }

  /** Time passes in steps, coarser than the feed's. */
  pass(ns: number): void {
    const until = this.nowNs + ns;
    while (this.nowNs < until) {
      this.nowNs = Math.min(until, this.nowNs + STEP_NS);
      this.normalizer.atTime(this.nowNs, this.nowNs + 1);
      this.normalizer.checkTimers();
      this.collect();
      this.obey();
    }
  }

  obey(): void {
    for (let i = 0; i < 1000; i++) {
      const command = this.normalizer.takeCommand();
      if (command !== undefined) this.execute(command);
      const due = this.waiting.findIndex((each) => each.notBeforeNs <= this.nowNs);
      if (due >= 0) this.doNow(this.waiting.splice(due, 1)[0]!);
      else if (command === undefined) return;
    }
    throw new Error('commands without end');
  }

  state(symbol: string): string {
    const book = this.applier.bySymbol(symbol)!;
    return book.state === 'LIVE' ? 'LIVE' : `${book.state} ${book.reason}`;
  }

  isRight(symbol: string): boolean {
    const text = (book: NaiveL2Book): string =>
      JSON.stringify([book.levels('bid'), book.levels('ask')]);
    return text(this.applier.bySymbol(symbol)!.book) === text(this.venue.book(symbol));
  }

  /** `bids|asks`, best first. */
  bookText(symbol: string): string {
    const { book } = this.applier.bySymbol(symbol)!;
    const side = (name: 'bid' | 'ask'): string =>
      book
        .levels(name)
        .map(([price, quantity]) => `${price}x${quantity}`)
        .join(' ');
    return `${side('bid')}|${side('ask')}`;
  }

  get refusals(): Readonly<Record<string, number>> {
    return this.normalizer.summary().refusals;
  }

  private collect(): RecordedEvent[] {
    const events = this.recorder.take();
    this.events.push(...events);
    for (const event of events) {
      this.applier.apply(event);
      const { symbol } = this.recorder.definitions[event.instrument]!;
      const book = this.applier.books.get(event.instrument)!;
      if (book.state === 'STALE') this.wasStale.set(symbol, book.reason);
      if (event.type !== 'verify' || book.verifyFailures === 0) continue;
      book.verifyFailures = 0;
      this.normalizer.resync(asInstrumentId(event.instrument), REASON.VERIFY_FAILED);
      this.events.push(...this.recorder.take().filter((each) => (this.applier.apply(each), true)));
      this.wasStale.set(symbol, 'verify-failed');
    }
    return events;
  }

  private doNow(command: SendCommand | FetchCommand): void {
    if (command.kind === 'send') this.say(command);
    else this.fetch(command.url);
    this.collect();
  }

  private fetch(url: string): void {
    this.fetched.push(url);
    const answer = this.venue.list(url);
    if (answer === undefined) this.normalizer.failed(url, 'status 503');
    else this.normalizer.answered(url, Buffer.from(answer));
  }

  private say({ connection, text }: SendCommand): void {
    this.said.push(text);
    this.normalizer.sent(connection, text);
    for (const answer of this.venue.answer(text)) {
      this.normalizer.received(connection, Buffer.from(answer));
      this.collect();
    }
  }

  private execute(command: VenueCommand): void {
    switch (command.kind) {
      case 'fetch':
      case 'send':
        this.waiting.push(command);
        break;
      case 'connect':
        this.connections.push(command.connection);
        this.normalizer.connected(command.connection, command.address);
        break;
      case 'note':
        this.notes.push(command.text);
        break;
      case 'disconnect':
        this.connections.splice(this.connections.indexOf(command.connection), 1);
        break;
      case 'reconnect':
        this.notes.push(command.reason);
        this.normalizer.disconnected(command.connection);
        this.normalizer.connected(command.connection, '');
        break;
    }
    this.collect();
  }
}
