/**
 * A venue's normalizer against the venue's simulator, without sockets: commands go to the protocol,
 * what it says comes back in order, time is the test's. For every venue that can be simulated.
 */
import type { ExchangeMarket } from '../../../src/exchange/exchange-market.js';
import type { VenueClient, VenueProtocol } from '../../../src/exchange/venue-protocol.js';
import { simulatedVenue } from '../../../src/exchange/venue-simulators.js';
import type {
  VenueCommand,
  VenueNormalizer,
} from '../../../src/feed/normalize/venue-normalizer.js';
import { findVenue } from '../../../src/feed/normalize/venue-table.js';
import { REASON } from '../../../src/market/state.js';
import { asInstrumentId } from '../../../src/market/units.js';
import { EventRecorder } from '../event-recorder.js';

const STEP_NS = 1e8;
const CHANGES_PER_STEP = 12;
const STEPS_PER_HEARTBEAT = 10;
const WEB_SOCKET = 'ws://simulated';
const REST = 'http://simulated';

class Line implements VenueClient {
  isOpen = true;

  constructor(
    readonly path: string,
    private readonly put: (line: Line, text: string) => void,
  ) {}

  say(text: string): void {
    this.put(this, text);
  }

  sendBook(_symbol: string, text: string): void {
    this.put(this, text);
  }

  sendImage(_symbol: string, text: string): void {
    this.put(this, text);
  }

  close(): void {
    this.isOpen = false;
  }
}

export class SimulatedFeed {
  readonly normalizer: VenueNormalizer;
  readonly market: ExchangeMarket;
  /** By symbol: the state that the newest event declared. */
  readonly states = new Map<string, string>();
  /** The newest messages, of any connection. */
  readonly heard: string[] = [];
  private readonly protocol: VenueProtocol;
  private readonly recorder = new EventRecorder();
  private readonly lines = new Map<string, Line>();
  private readonly texts: { connection: string; text: string }[] = [];
  private sends: { connection: string; text: string; notBeforeNs: number }[] = [];
  private fetches: { url: string; notBeforeNs: number }[] = [];
  private nowNs = 1e9;
  private stepCount = 0;

  constructor(venue: string, symbolCount = 3) {
    const { market, protocol } = simulatedVenue({
      venue,
      symbolCount,
      seed: 11,
      ordersPerSymbol: 60,
    });
    this.market = market;
    this.protocol = protocol(market);
    this.normalizer = findVenue(venue)!.make({
      sink: this.recorder,
      register: this.recorder,
      random: () => 0.5,
      endpoints: { webSocket: WEB_SOCKET, rest: REST },
      options: {},
      wants: { symbols: market.symbols, lines: 1, lineHoldNs: 1e6 },
    });
    this.normalizer.atTime(this.nowNs, this.nowNs);
    this.normalizer.start();
    this.settle();
  }

  get connection(): string {
    return [...this.lines.keys()][0]!;
  }

  /** Everything that was refused or not understood. */
  get countedMessages(): number {
    const { refusals, unknownMessages } = this.normalizer.summary();
    return Object.values(refusals).reduce((sum, count) => sum + count, unknownMessages);
  }

  get areLive(): boolean {
    return this.market.symbols.every((symbol) => this.states.get(symbol) === 'LIVE');
  }

  receive(bytes: Uint8Array): void {
    this.normalizer.received(this.connection, bytes);
    this.settle();
  }

  /** The market moves for so long. */
  pass(ns: number): void {
    for (const untilNs = this.nowNs + ns; this.nowNs < untilNs;) {
      this.nowNs += STEP_NS;
      for (let i = 0; i < CHANGES_PER_STEP; i++) this.protocol.changed(this.market.step());
      this.protocol.flush();
      if (++this.stepCount % STEPS_PER_HEARTBEAT === 0) this.protocol.heartbeat();
      this.settle();
      this.normalizer.checkTimers();
      this.settle();
    }
  }

  /** Until every book is LIVE, at most so long. */
  untilLive(nsLimit: number): boolean {
    for (const untilNs = this.nowNs + nsLimit; !this.areLive && this.nowNs < untilNs;)
      this.pass(STEP_NS);
    return this.areLive;
  }

  /** Until nothing more is said that is due. */
  private settle(): void {
    for (let i = 0; i < 100_000; i++) {
      this.normalizer.atTime(this.nowNs, this.nowNs);
      this.collect();
      const command = this.normalizer.takeCommand();
      if (command !== undefined) this.execute(command);
      else if (!this.sayDue() && !this.fetchDue() && !this.hearNext()) return;
    }
    throw new Error('it never ends');
  }

  private hearNext(): boolean {
    const next = this.texts.shift();
    if (next === undefined) return false;
    this.heard.push(next.text);
    if (this.heard.length > 200) this.heard.shift();
    if (this.lines.has(next.connection)) {
      this.normalizer.received(next.connection, Buffer.from(next.text));
    }
    return true;
  }

  private sayDue(): boolean {
    const at = this.sends.findIndex((each) => each.notBeforeNs <= this.nowNs);
    if (at < 0) return false;
    const { connection, text } = this.sends.splice(at, 1)[0]!;
    const line = this.lines.get(connection);
    if (line === undefined) return true;
    this.normalizer.sent(connection, text);
    this.protocol.said(line, text);
    return true;
  }

  private fetchDue(): boolean {
    const at = this.fetches.findIndex((each) => each.notBeforeNs <= this.nowNs);
    if (at < 0) return false;
    const { url } = this.fetches.splice(at, 1)[0]!;
    const { pathname, searchParams } = new URL(url);
    const answer = this.protocol.http(pathname, searchParams);
    if (answer?.status === 200) this.normalizer.answered(url, Buffer.from(answer.body));
    else this.normalizer.failed(url, `status ${answer?.status ?? 404}`);
    return true;
  }

  private execute(command: VenueCommand): void {
    switch (command.kind) {
      case 'fetch':
        this.fetches.push(command);
        break;
      case 'send':
        this.sends.push(command);
        break;
      case 'connect':
        this.open(command.connection, command.address);
        break;
      case 'reconnect': {
        const { path } = this.lines.get(command.connection)!;
        this.close(command.connection);
        this.open(command.connection, `${WEB_SOCKET}${path}`);
        break;
      }
      case 'disconnect':
        this.close(command.connection);
        break;
      default:
        break;
    }
  }

  private open(connection: string, address: string): void {
    const path = address.slice(WEB_SOCKET.length) || '/';
    const line = new Line(path, (from, text) => {
      if (this.lines.get(connection) === from) this.texts.push({ connection, text });
    });
    this.lines.set(connection, line);
    this.protocol.opened(line);
    this.normalizer.connected(connection, address);
  }

  private close(connection: string): void {
    const line = this.lines.get(connection);
    if (line === undefined) return;
    this.lines.delete(connection);
    this.protocol.closed(line);
    this.sends = this.sends.filter((each) => each.connection !== connection);
    this.normalizer.disconnected(connection);
  }

  private collect(): void {
    for (const event of this.recorder.take()) {
      const { symbol } = this.recorder.definitions[event.instrument]!;
      if (event.type === 'status') this.states.set(symbol, event.state!);
      if (event.type === 'image-end') this.states.set(symbol, 'LIVE');
      if (event.type === 'book-clear') this.states.set(symbol, 'STALE');
    }
  }

  /** As the feed's book watch does it. */
  failCheck(symbol: string): void {
    const id = this.recorder.definitions.findIndex((each) => each.symbol === symbol);
    this.normalizer.resync(asInstrumentId(id), REASON.VERIFY_FAILED);
    this.settle();
  }
}
