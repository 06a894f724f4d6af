/**
 * A live venue as a feed: sockets and timers fill a queue of inputs, the duty cycle hands them to the
 * tap and the normalizer and executes the commands that come out. Owns the queue, the transport and
 * the ticks; knows no venue's messages. Feed thread.
 */
import type { EventSink } from '../event/sink.js';
import type { InstrumentTable } from '../event/instrument-table.js';
import type { FilesSettings } from '../fix/session/endpoint-settings.js';
import { REASON } from '../market/state.js';
import { wallNowMs, type Clock } from '../telemetry/clock.js';
import { BookWatch, BOOK_WATCH_LIMITS, type BookWatchLimits } from './book-watch.js';
import type { FeedTap } from './feed-tap.js';
import type { InstrumentRegistry } from './instrument-registry.js';
import type { VenueEntry } from './normalize/venue-entry.js';
import type { VenueEndpoints, VenueNormalizer, VenueWants } from './normalize/venue-normalizer.js';
import { seededRandom } from './seeded-random.js';
import { revealed } from './source-secrets.js';
import type { FeedSource, FeedSummary, ImageOrigin, Pacing } from './source.js';
import { isVenueMessage, tapInput, tellNormalizer, type VenueInput } from './venue-input.js';
import { VenueTransport } from './venue-transport.js';

export interface VenueFeedOptions {
  readonly entry: VenueEntry;
  readonly wants: VenueWants;
  /** Where they are not the venue's own: a simulator, a test network. */
  readonly endpoints?: Partial<VenueEndpoints>;
  /** What else the source's text said; names that the venue's entry knows. */
  readonly options?: Readonly<Record<string, string>>;
  /** What nobody may read, see source-secrets.ts. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly proxy?: string;
  /** What the session of a FIX counterparty keeps on disk; absent: nothing. */
  readonly files?: FilesSettings;
  /** Age at which a connection is replaced, where the venue's own is not meant. */
  readonly lifetimeMs?: number;
  readonly sink: EventSink;
  readonly registry: InstrumentRegistry;
  readonly table: Pick<InstrumentTable, 'state' | 'reason' | 'read'>;
  readonly clock: Pick<Clock, 'nowNs'>;
  readonly randomSeed: number;
  readonly watchLimits?: BookWatchLimits;
  readonly tap?: FeedTap;
  /** A line for the operator's log. */
  readonly note: (text: string) => void;
}

/** Bytes of inputs that may wait for the normalizer; policy when full: the sockets are not read, the venue waits. */
const QUEUE_BYTES_LIMIT = 8 * 1024 * 1024;
const QUEUE_BYTES_RESUME = QUEUE_BYTES_LIMIT / 4;
/** What an input costs beside its bytes. */
const INPUT_BYTES = 256;

const bytesOf = (input: VenueInput): number =>
  INPUT_BYTES +
  (input.kind === 'received'
    ? input.bytes.byteLength
    : input.kind === 'answered'
      ? input.body.byteLength
      : 0);

/** How often sockets are looked after; stop and images that lanes ask for are seen as often. */
const TICK_MS = 20;
/** Between two looks at the normalizer's timers and the books' states, where the venue's rules say nothing. */
const TIMERS_MS_DEFAULT = 100;

export class VenueFeed implements FeedSource {
  readonly imageOrigin: ImageOrigin;
  readonly isLive = true;
  private readonly normalizer: VenueNormalizer;
  private readonly endpoints: VenueEndpoints;
  private readonly transport: VenueTransport;
  private readonly watch: BookWatch;
  private inputs: VenueInput[] = [];
  /** Inputs before this one are done. */
  private head = 0;
  private wake: (() => void) | undefined;
  private ticker: NodeJS.Timeout | undefined;
  private readonly ticksPerTimers: number;
  private tickCount = 0;
  private isWaking = false;
  private queuedBytes = 0;
  /** The queue is long enough: the sockets are not read. */
  private isBehind = false;
  private messageCount = 0;
  private byteCount = 0;
  private isStarted = false;

  constructor(private readonly options: VenueFeedOptions) {
    const { entry, sink, registry, wants, clock, proxy, note, randomSeed } = options;
    const { imageOrigin } = entry;
    this.imageOrigin =
      typeof imageOrigin === 'function' ? imageOrigin(options.options ?? {}) : imageOrigin;
    this.ticksPerTimers = Math.ceil((entry.rules.timersMs ?? TIMERS_MS_DEFAULT) / TICK_MS);
    this.endpoints = { ...entry.endpoints, ...options.endpoints };
    this.normalizer = entry.make({
      sink,
      register: registry,
      random: seededRandom(randomSeed),
      endpoints: this.endpoints,
      options: options.options ?? {},
      wants,
    });
    const endpoint = entry.endpoint?.(options.options ?? {}, options.secrets ?? {}, options.files);
    this.transport = new VenueTransport({
      rules:
        options.lifetimeMs === undefined
          ? entry.rules
          : { ...entry.rules, lifetimeMs: options.lifetimeMs },
      clock,
      // Not the normalizer's: how sockets wait must not change what it draws.
      random: seededRandom(randomSeed + 1),
      put: (input) => this.put(input),
      note,
      reveal: (text) => {
        const secrets = options.secrets ?? {};
        const wire = revealed(text, secrets);
        return entry.signed?.(wire, secrets, wallNowMs()) ?? wire;
      },
      ...(proxy === undefined ? {} : { proxy }),
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    this.watch = new BookWatch(options.table, options.watchLimits ?? BOOK_WATCH_LIMITS);
  }

  open(): Promise<void> {
    this.ticker = setInterval(() => this.tick(), TICK_MS);
    return Promise.resolve();
  }

  peek(next: Float64Array): void {
    if (!this.isStarted) this.start();
    next[0] = this.head < this.inputs.length ? this.inputs[this.head]!.receivedNs : NaN;
  }

  deliver(limit: number, pacing: Pacing): number {
    let count = 0;
    while (count < limit && this.head < this.inputs.length) {
      const input = this.inputs[this.head++]!;
      this.queuedBytes -= bytesOf(input);
      if (isVenueMessage(input)) {
        pacing.received(input.receivedNs);
        count++;
        this.messageCount++;
        this.byteCount += input.kind === 'received' ? input.bytes.byteLength : 0;
      }
      this.handOn(input);
    }
    if (this.head === this.inputs.length) {
      this.inputs = [];
      this.head = 0;
    }
    if (this.isBehind && this.queuedBytes < QUEUE_BYTES_RESUME) {
      this.isBehind = false;
      this.transport.resume();
    }
    return count;
  }

  refill(): Promise<void> {
    if (this.head < this.inputs.length) return Promise.resolve();
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  resync(lane: number, laneCount: number, receivedNs: number): void {
    const { registry, table } = this.options;
    // Instruments of a feed before this one: their images come with the start.
    if (!this.isStarted) return;
    for (const id of registry.ids()) {
      if (registry.laneOf(id, laneCount) !== lane) continue;
      const symbol = table.read(id)?.symbol ?? '';
      this.handOn({ kind: 'resync', id, symbol, reason: REASON.LANE_RESTARTED, receivedNs });
    }
  }

  summary(): FeedSummary {
    return {
      ...this.normalizer.summary(),
      messages: this.messageCount,
      transport: this.transport.summary(),
      queuedInputs: this.inputs.length - this.head,
    };
  }

  /** Bytes received; there is no end. */
  progress(): { done: number; total: number } {
    return { done: this.byteCount, total: 0 };
  }

  async close(): Promise<void> {
    clearInterval(this.ticker);
    const nowNs = this.options.clock.nowNs();
    this.options.tap?.atTime(nowNs, nowNs);
    this.options.tap?.finished();
    this.normalizer.atTime(nowNs, nowNs);
    this.normalizer.finish();
    await this.transport.close();
  }

  private start(): void {
    this.isStarted = true;
    const { entry, wants, tap, clock, options, randomSeed } = this.options;
    const nowNs = clock.nowNs();
    tap?.atTime(nowNs, nowNs);
    tap?.started({
      venue: entry.venue,
      symbols: wants.symbols,
      depth: wants.depth ?? 0,
      lines: wants.lines,
      lineHoldNs: wants.lineHoldNs,
      endpoints: { ...this.endpoints },
      options: options ?? {},
      randomSeed,
    });
    this.normalizer.atTime(nowNs, nowNs);
    this.normalizer.start();
    this.obey();
  }

  private handOn(input: VenueInput): void {
    const { tap, clock } = this.options;
    const nowNs = clock.nowNs();
    if (tap !== undefined) {
      tap.atTime(nowNs, input.receivedNs);
      tapInput(tap, input);
    }
    this.normalizer.atTime(nowNs, input.receivedNs);
    tellNormalizer(this.normalizer, input);
    this.obey();
  }

  private obey(): void {
    const { normalizer, transport } = this;
    for (let command = normalizer.takeCommand(); command; command = normalizer.takeCommand()) {
      transport.execute(command);
    }
  }

  /** The duty cycle goes on once all sockets that have something have been read: one batch, one publish. */
  private put(input: VenueInput): void {
    this.inputs.push(input);
    this.queuedBytes += bytesOf(input);
    if (!this.isBehind && this.queuedBytes > QUEUE_BYTES_LIMIT) {
      this.isBehind = true;
      this.transport.pause();
    }
    if (this.isWaking) return;
    this.isWaking = true;
    setImmediate(() => {
      this.isWaking = false;
      this.awake();
    });
  }

  private tick(): void {
    const receivedNs = this.options.clock.nowNs();
    this.transport.tick(receivedNs);
    if (this.isStarted && ++this.tickCount % this.ticksPerTimers === 0) {
      this.put({ kind: 'timers', receivedNs });
      this.lookAtBooks(receivedNs);
    }
    this.awake();
  }

  private lookAtBooks(receivedNs: number): void {
    const { registry, table } = this.options;
    this.watch.look(registry.ids(), receivedNs, (id, reason) => {
      const symbol = table.read(id)?.symbol ?? '';
      this.put({ kind: 'resync', id, symbol, reason, receivedNs });
    });
  }

  private awake(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
