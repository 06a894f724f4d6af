/**
 * The latency channel of a client: who listens to reports, what is asked of the server for them, and
 * the client's own share, tick to client, over each interval. Owns the latency subscriptions, which
 * survive reconnects; one connection has the channel once, however many listen.
 */
import { decodeLatencyReport } from '../frame/decode-latency-report.js';
import type { LatencyFigures } from '../frame/latency-report.js';
import type { BookcastError } from './errors.js';
import { LatencyHistogram, type LatencyPercentiles } from './latency-histogram.js';
import type { SubscribeRetries } from './subscribe-retries.js';

export interface LatencyRequest {
  /** Milliseconds between reports; `hello.limits.reportMs` is the least that a server takes. */
  readonly everyMs?: number;
}

/** What the server tells of this connection, and what the client measured over the same interval. */
export interface LatencyReport extends LatencyFigures {
  /**
   * From a venue message's arrival at the server to its frame here, since the report before it; NaN
   * where nothing was measured. Since the connect: `client.latency.percentiles()`.
   */
  readonly tickToClient: LatencyPercentiles;
}

export type LatencyCallback = (report: LatencyReport) => void;

const EVERY_MS_DEFAULT = 1_000;

/** One listener. */
export class LatencySubscription {
  readonly everyMs: number;
  /** Settles with the server's first answer. */
  readonly ready: Promise<void>;
  private resolveReady!: () => void;
  private rejectReady!: (error: BookcastError) => void;
  private isAnswered = false;

  /** @internal Made by BookcastClient.subscribeLatency. */
  constructor(
    request: LatencyRequest,
    /** @internal */
    readonly callback: LatencyCallback,
    private readonly leave: (subscription: LatencySubscription) => void,
  ) {
    this.everyMs = request.everyMs ?? EVERY_MS_DEFAULT;
    this.ready = new Promise((resolve, reject) => {
      this.resolveReady = resolve;
      this.rejectReady = reject;
    });
    // Who does not look at `ready` hears of the refusal by the client's error event.
    this.ready.catch(() => undefined);
  }

  /** No report is told any more. */
  unsubscribe(): void {
    this.leave(this);
  }

  /** @internal */
  get answered(): boolean {
    return this.isAnswered;
  }
  /** @internal */
  confirm(): void {
    this.isAnswered = true;
    this.resolveReady();
  }
  /** @internal */
  refuse(error: BookcastError): void {
    this.rejectReady(error);
  }
}

export class LatencyChannel {
  /** By the id of their requests. */
  private readonly subscriptions = new Map<number, LatencySubscription>();
  private interval: LatencyHistogram | undefined;

  constructor(
    private readonly nextId: () => number,
    private readonly send: (request: object) => void,
    private readonly retries: SubscribeRetries,
  ) {}

  add(request: LatencyRequest, callback: LatencyCallback): LatencySubscription {
    const id = this.nextId();
    const subscription = new LatencySubscription(request, callback, () => this.leave(id));
    this.subscriptions.set(id, subscription);
    this.interval ??= new LatencyHistogram();
    this.ask(id);
    return subscription;
  }

  /** A connection begins. */
  connect(): void {
    this.interval?.reset();
    for (const id of this.subscriptions.keys()) this.ask(id);
  }

  confirm(id: number): void {
    this.subscriptions.get(id)?.confirm();
  }

  /** Asked for again where it was granted before; else it ends. */
  refuse(id: number, error: BookcastError): void {
    const subscription = this.subscriptions.get(id);
    if (subscription?.answered === true) {
      this.retries.schedule(() => {
        if (this.subscriptions.has(id)) this.ask(id);
      });
      return;
    }
    subscription?.refuse(error);
    this.subscriptions.delete(id);
  }

  /** The client is closed. */
  end(error: BookcastError): void {
    for (const subscription of this.subscriptions.values()) subscription.refuse(error);
    this.subscriptions.clear();
  }

  /** One delta came that took so long. */
  record(tickToClientNs: number): void {
    this.interval?.record(tickToClientNs);
  }

  /** @param at a report frame that the verifier accepted. */
  receive(view: DataView, at: number): void {
    const { interval } = this;
    if (interval === undefined || this.subscriptions.size === 0) return;
    const report = { ...decodeLatencyReport(view, at), tickToClient: interval.percentiles() };
    interval.reset();
    for (const { callback } of [...this.subscriptions.values()]) {
      try {
        callback(report);
      } catch (error) {
        // The caller's bug must not stop the streams of others: it surfaces on its own.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** The shortest interval that anybody wants serves all. */
  private ask(id: number): void {
    const everyMs = Math.min(...[...this.subscriptions.values()].map((each) => each.everyMs));
    this.send({ op: 'subscribe', id, channel: 'latency', everyMs });
  }

  private leave(id: number): void {
    if (!this.subscriptions.delete(id)) return;
    const [other] = this.subscriptions.keys();
    if (other !== undefined) this.ask(other);
    else {
      this.interval = undefined;
      this.send({ op: 'unsubscribe', id: this.nextId(), channel: 'latency' });
    }
  }
}
