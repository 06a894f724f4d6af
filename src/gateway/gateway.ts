/**
 * The gateway: frames of the lanes in, clients out. Owns the uWS app, the sessions and their parts;
 * must never run inside a pool whose threads are killed, because uWS has to be closed first. One
 * gateway thread calls all of it: doWork() whenever a frame ring may have news, the rest on events.
 */
import type { FrameRingReader } from '../ring/frame-ring-reader.js';
import type { InterestWriter } from '../ring/interest.js';
import type { NewestSequence } from '../ring/newest-sequence.js';
import type { Clock } from '../telemetry/clock.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { Instrument } from '../market/instrument.js';
import { asInstrumentId } from '../market/units.js';
import { Admission, type Refusal } from './admission.js';
import { AdmittedClient, type AdmissionDesk } from './admitted-client.js';
import { readAssets } from './assets.js';
import { BacklogNotes } from './backlog-notes.js';
import { ClientSocket, type NativeSocket } from './client-socket.js';
import { CLOSE } from './close-codes.js';
import { helloText } from './control-answer.js';
import { Control } from './control.js';
import { Definitions } from './definitions.js';
import { Delivery } from './delivery.js';
import { Entitlement } from '../market/entitlement.js';
import { descriptorsForClients } from './descriptor-limit.js';
import { FanOut, type FanOutStages } from './fan-out.js';
import { HttpRoutes, type Readiness } from './http-routes.js';
import type { InstrumentSource } from './instrument-source.js';
import { LapRecovery } from './lap-recovery.js';
import { LatencyReports } from './latency-reports.js';
import { explainListenFailure } from './listen-error.js';
import { GATEWAY_DEFAULTS, imageBytesLimit, type GatewayOptions } from './options.js';
import { RequestOrigin } from './request-origin.js';
import { RequestRate } from './request-rate.js';
import { SessionRounds } from './session-rounds.js';
import { installSockets } from './socket-door.js';
import { StreamRegistry } from './stream-registry.js';
import { Session } from './subscription-graph.js';
import { Subscriptions } from './subscriptions.js';
import type { TailNotes } from './tail-notes.js';
import {
  closeListenSocket,
  listenOn,
  localPort,
  makeApp,
  type ListenSocket,
  type TemplatedApp,
} from './uws.js';

export interface GatewayParts {
  /** Which gateway of the run this is. */
  readonly index: number;
  /** One per lane. Attached by whoever made them, before listen(). */
  readonly frames: readonly FrameRingReader[];
  readonly interest: InterestWriter;
  readonly newest: NewestSequence;
  readonly instruments: InstrumentSource;
  readonly laneCount: number;
  readonly counters: CounterBlock;
  readonly stages: FanOutStages;
  readonly clock: Clock;
  /** Wall time of the clock's base, ns since 1970. */
  readonly wallBaseNs: bigint;
  /** What is left out is as in GATEWAY_DEFAULTS. */
  readonly options: Partial<GatewayOptions>;
  /** Folder of the page's files; none: no page. */
  readonly assetsDir?: string | undefined;
  /** Where slow messages and slow clients are noted; absent: nowhere. */
  readonly tail?: TailNotes | undefined;
  readonly metricsText: () => Uint8Array;
  readonly latencyText: () => Uint8Array;
  readonly newestLatencyText: () => Uint8Array;
  readonly readiness: () => Readiness;
  /** An instrument is known that was not before: clients can subscribe to it by name. */
  readonly named?: ((instrument: Instrument) => void) | undefined;
}

const ROUND_MS_MIN = 5;
const ROUND_MS_MAX = 250;
const ROUNDS_PER_LIMIT = 4;

export class Gateway {
  private readonly options: GatewayOptions;
  private readonly sessions = new Set<Session>();
  /** Clients that ever came: the next one's number. */
  private sessionCount = 0;
  private readonly definitions: Definitions;
  private readonly registry: StreamRegistry;
  private readonly delivery: Delivery;
  private readonly subscriptions: Subscriptions;
  private readonly reports: LatencyReports;
  private readonly control: Control;
  private readonly fanOut: FanOut;
  private readonly laps: LapRecovery;
  private readonly rounds: SessionRounds;
  private readonly origin: RequestOrigin;
  private readonly admission: Admission;
  /** Of WebSocket clients. */
  private readonly entitlement: Entitlement;

  private app: TemplatedApp | undefined;
  private listenSocket: ListenSocket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: GatewayParts) {
    const options = (this.options = { ...GATEWAY_DEFAULTS, ...parts.options });
    const { counters, instruments } = parts;
    const limits = { imageBytes: imageBytesLimit(options), deltaBytes: options.cacheBytesLimit };
    this.definitions = new Definitions(instruments);
    this.registry = new StreamRegistry(
      parts.interest,
      instruments,
      parts.laneCount,
      limits,
      counters,
    );
    this.delivery = new Delivery(options, this.registry, this.definitions, counters);
    this.subscriptions = new Subscriptions(
      this.registry,
      this.definitions,
      this.delivery,
      options.subscriptionLimit,
      counters,
    );
    this.reports = new LatencyReports(options, parts.clock, counters);
    this.control = new Control(options, this.subscriptions, this.reports, this.delivery, counters);
    this.rounds = new SessionRounds(options, this.delivery, counters, new BacklogNotes(parts.tail));
    this.origin = new RequestOrigin(options.host, options.allowedOrigins);
    this.admission = new Admission(
      options.connectionLimit,
      descriptorsForClients(),
      this.origin,
      counters,
    );
    this.entitlement = new Entitlement(options.instruments);
    this.laps = new LapRecovery(
      this.registry,
      parts.newest,
      instruments,
      counters,
      (session, streams) => {
        this.subscriptions.notice(session, 'image-requested', { streams });
      },
    );
    this.fanOut = new FanOut(
      parts.frames,
      options.pollBytesLimit,
      this.registry,
      this.delivery,
      parts.clock,
      counters,
      parts.stages,
      {
        defined: (instrument, frame) => this.define(instrument, frame),
        lapped: (lane) => this.recoverFromLap(lane),
        imageTooLarge: (stream) => this.subscriptions.refuse(stream, 'image-too-large'),
      },
      parts.tail,
    );
  }

  /**
   * Open the port.
   * @throws ListenError when the port cannot be had; nothing is left open then.
   */
  async listen(): Promise<{ readonly port: number }> {
    const { host, port, exclusivePort } = this.options;
    const app = makeApp();
    this.installRoutes(app);
    const listenSocket = await listenOn(app, host, port, exclusivePort);
    if (listenSocket === false) {
      app.close();
      throw await explainListenFailure(host, port);
    }
    this.app = app;
    this.listenSocket = listenSocket;
    for (const found of this.definitions.scan(false)) this.meet(found);
    this.timer = setInterval(() => this.round(), this.roundMs());
    return { port: localPort(listenSocket) };
  }

  /**
   * Read every frame ring once and write once to each client that something came for.
   * @returns frames read.
   */
  doWork(): number {
    if (this.app === undefined) return 0;
    const frameCount = this.fanOut.poll();
    this.delivery.flushAll();
    return frameCount;
  }

  /** Element 0: since when the oldest delta of the last work had waited in its ring; 0 without any. */
  get waitedSince(): Float64Array {
    return this.fanOut.waitedSince;
  }

  /** Tell the clients, give them a moment to read it, and close everything. A second call waits for the first. */
  close(
    code: number = CLOSE.SERVER_SHUTDOWN.code,
    reason: string = CLOSE.SERVER_SHUTDOWN.reason,
  ): Promise<void> {
    this.closing ??= this.shutDown(code, reason);
    return this.closing;
  }

  private async shutDown(code: number, reason: string): Promise<void> {
    const { app, listenSocket } = this;
    if (app === undefined || listenSocket === undefined) return;
    this.doWork();
    this.app = undefined;
    clearInterval(this.timer);
    closeListenSocket(listenSocket);
    const hadClients = this.sessions.size > 0;
    for (const session of [...this.sessions]) {
      this.subscriptions.notice(session, 'server-shutdown', {});
      session.socket.end({ code, reason });
    }
    if (hadClients) await new Promise((resolve) => setTimeout(resolve, this.options.closeGraceMs));
    app.close();
  }

  private installRoutes(app: TemplatedApp): void {
    const { options } = this;
    const { counters } = this.parts;
    const { origin, entitlement } = this;
    installSockets(app, options, this.admission, {
      opened: (socket) => this.openSession(socket),
      message: (session, message, isBinary) =>
        this.onEvent(() => this.control.receive(session, message, isBinary)),
      drained: (session) => this.onEvent(() => this.delivery.resume(session)),
      closed: (session) => this.closeSession(session),
      connectionCount: () => this.sessions.size,
    });
    const assets = readAssets(this.parts.assetsDir);
    const sources = { ...this.parts, definitions: this.definitions, entitlement, assets };
    new HttpRoutes(sources, origin, counters).install(app);
  }

  /** A callback of a socket: what it queues goes out at its end. */
  private onEvent(handle: () => void): void {
    this.delivery.begin(this.parts.clock.nowNs());
    handle();
    this.delivery.flushAll();
  }

  private openSession(native: NativeSocket): Session {
    const session = this.addSession(native, this.entitlement);
    const { clock, wallBaseNs } = this.parts;
    const hello = helloText(this.options, { runBaseNs: clock.runBaseNs, wallBaseNs });
    session.socket.sendText(hello, session.socket.lastSentNs);
    return session;
  }

  /**
   * A client whose socket is not ours. It gets frames and notices like every other; a heartbeat, too.
   * @param instruments what it may have; empty: everything.
   * @returns why it may not come in, where it may not.
   */
  admit(native: NativeSocket, instruments: readonly string[]): AdmittedClient | Refusal {
    const refusal = this.admission.refuseCount(this.sessions.size);
    if (refusal !== undefined) return refusal;
    const session = this.addSession(native, new Entitlement(instruments));
    const { subscriptions, delivery } = this;
    const desk: AdmissionDesk = {
      subscriptions,
      delivery,
      counters: this.parts.counters,
      requestsPerSecondLimit: this.options.requestsPerSecondLimit,
      onEvent: (handle) => this.onEvent(handle),
      leave: () => this.closeSession(session),
    };
    return new AdmittedClient(session, desk);
  }

  private addSession(native: NativeSocket, entitlement: Entitlement): Session {
    const nowNs = this.parts.clock.nowNs();
    const session = new Session(
      new ClientSocket(native, nowNs),
      new RequestRate(this.options.requestsPerSecondLimit, nowNs),
      ++this.sessionCount,
      entitlement,
    );
    this.sessions.add(session);
    this.parts.counters.add(GATEWAY_COUNTER.CONNECTIONS_OPENED, 1);
    this.parts.counters.set(GATEWAY_COUNTER.CONNECTIONS, this.sessions.size);
    return session;
  }

  private closeSession(session: Session): void {
    this.sessions.delete(session);
    this.reports.leave(session);
    this.subscriptions.leaveAll(session);
    this.parts.counters.add(GATEWAY_COUNTER.CONNECTIONS_CLOSED, 1);
    this.parts.counters.set(GATEWAY_COUNTER.CONNECTIONS, this.sessions.size);
  }

  private define(instrument: number, frame: Uint8Array): void {
    const found = this.definitions.define(asInstrumentId(instrument), frame);
    if (found !== undefined) this.meet(found);
  }

  /** An instrument that was not known before. */
  private meet(instrument: Instrument): void {
    this.subscriptions.cover(this.sessions, instrument);
    this.parts.named?.(instrument);
  }

  private recoverFromLap(lane: number): void {
    for (const found of this.definitions.scan(true)) this.meet(found);
    this.laps.recover(lane, this.fanOut);
  }

  private roundMs(): number {
    const shortest = Math.min(this.options.heartbeatMs, this.options.evictionMsLimit);
    return Math.min(Math.max(shortest / ROUNDS_PER_LIMIT, ROUND_MS_MIN), ROUND_MS_MAX);
  }

  /** Now and then: what time alone brings, and instruments whose frame came before we listened. */
  private round(): void {
    this.onEvent(() => {
      for (const found of this.definitions.scan(false)) this.meet(found);
      this.laps.settle(this.fanOut);
      this.registry.retryImages(this.delivery.nowNs);
      this.rounds.visit(this.sessions);
      this.parts.counters.set(GATEWAY_COUNTER.CACHE_BYTES, this.registry.cacheBytes());
    });
  }
}
