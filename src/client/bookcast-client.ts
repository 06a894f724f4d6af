/**
 * The SDK's client: connects, subscribes, keeps replicas, asks for images where something is
 * missing, comes back after a lost connection. Owns the reconnecting and what the user sees of it.
 */
import type { FrameDecoder } from '../frame/decode-frame.js';
import { backOffMs } from './back-off.js';
import { zeroCounts, type ClientCounts } from './client-counts.js';
import { ClockPings } from './clock-pings.js';
import type { ClientOptions } from './client-options.js';
import { ClientEvents } from './client-events.js';
import { Connection, type ConnectionEnd } from './connection.js';
import {
  readStreams,
  type ControlMessage,
  type ServerHello,
  type ServerNotice,
} from './control-message.js';
import { BookcastError } from './errors.js';
import { FrameDispatcher } from './frame-dispatcher.js';
import {
  LatencyChannel,
  type LatencyCallback,
  type LatencyRequest,
  type LatencySubscription,
} from './latency-channel.js';
import { LatencyHistogram } from './latency-histogram.js';
import { PendingPings } from './pending-pings.js';
import { ResyncSchedule } from './resync-schedule.js';
import { ServerClock } from './server-clock.js';
import type { LossReason, StreamReplica } from './stream-replica.js';
import { deliver, StreamTable, type Entry } from './stream-table.js';
import { SubscribeRetries } from './subscribe-retries.js';
import { SubscriptionRequests } from './subscription-requests.js';
import { Subscription, type SubscriptionRequest, type UpdateCallback } from './subscription.js';
import { lostUpdate } from './update.js';

export type ClientState =
  | 'connecting'
  /** The server's hello is here. */
  | 'open'
  /** Between two tries. */
  | 'waiting'
  | 'closed';

/** A connection that lived this long was a success: back-off starts again. */
const STABLE_NS = 10_000_000_000;

const closedError = (): BookcastError => new BookcastError('closed', 'the client is closed');

export class BookcastClient extends ClientEvents {
  state: ClientState = 'connecting';
  /** Venue message's arrival at the server to frame's arrival here, where the clocks are mapped. */
  readonly latency = new LatencyHistogram();
  readonly serverClock: ServerClock;
  private readonly tally = zeroCounts();
  private readonly streams = new StreamTable();
  private readonly subscriptions: SubscriptionRequests;
  private readonly retries: SubscribeRetries;
  private readonly latencyChannel: LatencyChannel;
  private readonly pings: PendingPings;
  private readonly schedule: ResyncSchedule;
  private readonly dispatcher: FrameDispatcher;
  private readonly clockPings: ClockPings;
  private connection!: Connection;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private openedNs = NaN;
  private requestId = 0;
  private messageNs = NaN;

  /** @internal Made by connect(). */
  constructor(
    readonly url: string,
    private readonly options: ClientOptions,
  ) {
    super();
    const { clock, random } = options;
    this.retries = new SubscribeRetries(options.reconnect, random);
    const nextId = (): number => ++this.requestId;
    const send = (request: object): void => this.connection.send(request);
    this.subscriptions = new SubscriptionRequests(nextId, send, this.retries);
    this.latencyChannel = new LatencyChannel(nextId, send, this.retries);
    this.serverClock = new ServerClock(clock);
    this.pings = new PendingPings(clock, this.serverClock);
    // Only for the clock: a ping that a lost connection took with it needs no answer.
    this.clockPings = new ClockPings(options.clockPings, () => {
      this.ping().catch(() => undefined);
    });
    this.schedule = new ResyncSchedule(options.resync, clock, random, (streams) =>
      this.askImages(streams),
    );
    this.dispatcher = new FrameDispatcher({
      frame: (frame) => this.takeFrame(frame),
      instrument: (instrument) => {
        this.streams.define(instrument);
        this.emit('instrument', instrument);
      },
      latencyReport: (view, at) => this.latencyChannel.receive(view, at),
    });
    this.openConnection();
  }

  get counts(): ClientCounts {
    return this.tally;
  }
  /** All replicas, in the order in which the server named them. */
  get replicas(): readonly StreamReplica[] {
    return this.streams.replicas();
  }

  /** Subscribe with a callback, or without one and read with `for await`. Lasts over reconnects. */
  subscribe(request: SubscriptionRequest, callback?: UpdateCallback): Subscription {
    const subscription = new Subscription(request, callback, (leaving) =>
      this.unsubscribe(leaving),
    );
    if (this.state === 'closed') subscription.refuse(closedError());
    else this.subscriptions.add(subscription);
    return subscription;
  }

  /**
   * A report every so often: how long each stage took for what this connection got, and what became
   * of the rest. Several listeners all get the reports of the shortest interval. Lasts over
   * reconnects; the ledger of each connection begins at 0.
   */
  subscribeLatency(request: LatencyRequest, callback: LatencyCallback): LatencySubscription {
    const subscription = this.latencyChannel.add(request, callback);
    if (this.state === 'closed') this.latencyChannel.end(closedError());
    return subscription;
  }

  /** Round trip in ms. @throws BookcastError `disconnected` */
  async ping(): Promise<number> {
    if (this.state !== 'open') throw new BookcastError('disconnected', 'not connected');
    return this.pings.ask(++this.requestId, (request) => this.connection.send(request));
  }

  /** Ask for a fresh image of a stream, for example to look at a doubtful book again. */
  resync(stream: StreamReplica): void {
    for (const entry of this.streams.entries()) {
      if (entry.replica === stream && entry.stream >= 0) this.schedule.request(entry.stream);
    }
  }

  /** For good: subscriptions end, loops over them too. */
  close(): void {
    if (this.state === 'closed') return;
    this.finish(undefined);
    this.connection.close();
  }

  private openConnection(): void {
    this.setState('connecting');
    this.connection = new Connection(this.url, this.options.WebSocket, this.options.clock, {
      hello: (hello) => this.greet(hello),
      control: (message) => this.takeControl(message),
      binary: (data) => {
        this.messageNs = this.serverClock.serverNs(this.options.clock.nowNs());
        this.dispatcher.dispatch(data);
      },
      ended: (end) => this.endConnection(end),
    });
  }

  private greet(hello: ServerHello): void {
    this.openedNs = this.options.clock.nowNs();
    this.serverClock.start(hello);
    this.streams.connect();
    this.setState('open');
    this.emit('hello', hello);
    this.subscriptions.sendAll();
    this.latencyChannel.connect();
    if (this.serverClock.source !== 'shared') this.clockPings.start();
  }

  private takeControl(message: ControlMessage): void {
    switch (message.op) {
      case 'subscribed':
        for (const name of message.streams) this.adopt(name);
        if (message.id === undefined) return;
        this.subscriptions.confirm(message.id);
        this.latencyChannel.confirm(message.id);
        return;
      case 'unsubscribed':
        if (message.id !== undefined) this.subscriptions.left(message.id);
        return;
      case 'pong':
        this.pings.pong(message.id, message.serverNs);
        return;
      case 'notice':
        this.takeNotice(message);
        return;
      case 'error':
        this.takeError(message.id, new BookcastError(message.code, message.message));
        return;
      default:
        return;
    }
  }

  private adopt(name: ReturnType<typeof readStreams>[number]): void {
    const adopted = this.streams.adopt(name, this.subscriptions.values());
    if (adopted?.isNew === true) this.schedule.expect(name.stream);
  }

  private takeNotice(notice: ServerNotice): void {
    if (notice.code === 'stream-added') {
      for (const name of readStreams(notice.details['streams'])) this.adopt(name);
    }
    this.emit('notice', notice);
  }

  private takeError(id: number | undefined, error: BookcastError): void {
    if (id !== undefined) {
      this.pings.refuse(id, error);
      this.latencyChannel.refuse(id, error);
      this.subscriptions.refuse(id, error);
    }
    this.emit('error', error);
  }

  private takeFrame(frame: FrameDecoder): void {
    this.tally.frames++;
    const entry = this.streams.find(frame.stream);
    if (entry === undefined) return;
    const outcome = entry.replica.receive(frame);
    switch (outcome) {
      case 'image':
      case 'delta':
        if (entry.replica.inSync) this.schedule.healed(entry.stream);
        this.deliverFrame(entry, outcome, frame);
        return;
      case 'skipped':
        this.tally.skipped++;
        return;
      case 'waiting':
        return;
      default:
        this.lose(entry, outcome);
    }
  }

  private deliverFrame(entry: Entry, kind: 'image' | 'delta', frame: FrameDecoder): void {
    const { receivedNs } = frame;
    const stream = entry.replica;
    const isNews = kind === 'delta' && receivedNs > 0 && !stream.cameWithImage(frame);
    const measured = isNews ? this.messageNs - receivedNs : NaN;
    if (!Number.isNaN(measured)) {
      this.latency.record(measured);
      this.latencyChannel.record(measured);
    }
    deliver(entry, {
      kind,
      stream,
      trades: stream.lastTrades,
      jumped: stream.jumped,
      merged: frame.merged,
      receivedNs,
      framedNs: frame.framedNs,
      sentNs: frame.sentNs,
      tickToClientNs: measured,
      lossReason: undefined,
    });
  }

  private lose(entry: Entry, reason: LossReason): void {
    if (reason === 'gap') this.tally.gaps++;
    else if (reason === 'hash-mismatch') this.tally.hashMismatches++;
    else this.tally.misfits++;
    this.schedule.request(entry.stream);
    deliver(entry, lostUpdate(entry.replica, reason));
  }

  private askImages(streams: number[]): void {
    this.tally.resyncRequests++;
    this.connection.send({ op: 'resync', id: ++this.requestId, streams });
  }

  private unsubscribe(subscription: Subscription): Promise<void> {
    if (!this.subscriptions.delete(subscription)) return Promise.resolve();
    for (const stream of this.streams.release(subscription)) this.schedule.forget(stream);
    subscription.end();
    return this.state === 'open' ? this.subscriptions.leave(subscription) : Promise.resolve();
  }

  private endConnection(end: ConnectionEnd): void {
    if (end.error !== undefined && this.state !== 'closed') this.emit('error', end.error);
    this.abandonRequests();
    this.streams.disconnect();
    // Whoever closed the client wants to hear no more.
    if (this.state === 'closed') return;
    for (const entry of this.streams.entries())
      deliver(entry, lostUpdate(entry.replica, 'disconnected'));
    const { reconnect, clock, random } = this.options;
    if (end.final || !reconnect.enabled) {
      this.finish(
        end.error ??
          new BookcastError('disconnected', `closed by the server: ${end.code} ${end.reason}`),
      );
      return;
    }
    if (clock.nowNs() - this.openedNs > STABLE_NS) this.attempt = 0;
    this.openedNs = NaN;
    this.setState('waiting');
    this.retry = setTimeout(
      () => {
        this.tally.reconnects++;
        this.openConnection();
      },
      backOffMs(reconnect, this.attempt++, random),
    );
  }

  private abandonRequests(): void {
    this.schedule.clear();
    this.clockPings.stop();
    this.retries.clear();
    const lost = new BookcastError('disconnected', 'the connection ended before the answer came');
    this.pings.abandon(lost);
    this.subscriptions.abandon();
  }

  private finish(error: BookcastError | undefined): void {
    clearTimeout(this.retry);
    this.abandonRequests();
    this.setState('closed');
    this.subscriptions.end(error, closedError);
    this.latencyChannel.end(error ?? closedError());
  }

  private setState(state: ClientState): void {
    if (this.state === state) return;
    this.state = state;
    this.emit('state', state);
  }
}
