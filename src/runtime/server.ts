/**
 * The server: a source, lanes and gateways, until it is stopped. Owns the mapping from config to a
 * run; must never install signal handlers, the process belongs to the caller. Supervisor.
 */
import { loadConfig } from '../config/load.js';
import type { BookcastConfig } from '../config/schema.js';
import { FAULT, type FaultKind } from '../ring/shared-words.js';
import type { LaneRecovery } from './lanes/lane-supervision.js';
import { makeRun } from './run.js';
import { RunError } from './run-error.js';
import { makeRunLog, type RunLog } from './run-log.js';
import type { RunOutcome } from './run-outcome.js';
import { feedPlans } from './feeds/source-plan.js';
import { sourceName } from './feeds/source-spec.js';

export interface ServerOptions {
  /** From loadConfig(); the defaults where not given. */
  readonly config?: BookcastConfig;
  readonly log?: RunLog;
  /** Report the digest of all books at the end. */
  readonly digest?: boolean;
  /** Report the final books, so many levels a side (Infinity: all). */
  readonly bookDepth?: number;
  /** Ends the waiting for the first instruments: the server is returned as it is. */
  readonly signal?: AbortSignal;
}

export type InjectedFault = 'throw' | 'hang' | 'pause' | 'collect';

const FAULTS: Readonly<Record<InjectedFault, FaultKind>> = {
  throw: FAULT.THROW,
  hang: FAULT.HANG,
  pause: FAULT.PAUSE,
  collect: FAULT.COLLECT,
};

export interface RunningServer {
  /** `http://127.0.0.1:8080`, the page. */
  readonly url: string;
  /** `ws://127.0.0.1:8080`, what a client connects to. */
  readonly webSocketUrl: string;
  readonly port: number;
  /** Settles with an error when the run cannot go on; stop() is still to be called. */
  readonly failed: Promise<RunError>;
  /** Settles when a recorded source has come to its end; the server goes on serving its last books. */
  readonly sourceEnded: Promise<void>;
  /** Lanes that died and came back so far. */
  readonly recoveries: readonly LaneRecovery[];
  /** The text that /metrics answers. */
  metricsText(): string;
  /**
   * For drills and tests, at the lane's next turn: it throws, hangs without a heartbeat, stops for
   * 50 ms, or collects garbage for some 30 ms.
   */
  injectFault(lane: number, kind: InjectedFault): void;
  /** For drills and tests: the thread of that source throws, within a tenth of a second. */
  breakFeed(feed: number): void;
  /** Stop reading, flush, tell the clients, close. */
  stop(): Promise<RunOutcome>;
}

/**
 * Resolves once clients can subscribe to an instrument of every source, or none will come; without
 * those of a venue that is down for longer than `feeds.firstInstrumentMsLimit`.
 * @throws ConfigError: a source that is none. RunError: `port-in-use` and others of listening. FeedError
 * codes of a recording.
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const config = options.config ?? loadConfig().config;
  const log = options.log ?? makeRunLog(config.log);
  const feeds = await feedPlans(config);
  const run = await makeRun({
    config,
    feeds,
    gatewayCount: config.gateways,
    digest: options.digest === true,
    bookDepth: options.bookDepth,
    log,
  });
  await run.start();
  const { host } = config.gateway;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${run.port}`;
  log.info(
    {
      url: `http://${authority}`,
      lanes: config.lanes,
      gateways: config.gateways,
      sources: feeds.map(({ source }) => sourceName(source)),
    },
    'listening',
  );
  const server: RunningServer = {
    url: `http://${authority}`,
    webSocketUrl: `ws://${authority}`,
    port: run.port,
    failed: new Promise((resolve) => {
      void run.over.then((end) => {
        if (end.kind === 'failed') resolve(new RunError(end.failure));
      });
    }),
    sourceEnded: new Promise((resolve) => {
      void run.over.then((end) => {
        if (end.kind === 'source-ended') resolve();
      });
    }),
    get recoveries() {
      return run.recoveries;
    },
    metricsText: () => run.metricsText(),
    injectFault: (lane, kind) => run.injectFault(lane, FAULTS[kind]),
    breakFeed: (feed) => run.breakFeed(feed),
    stop: () => run.stop(),
  };
  void server.sourceEnded.then(() =>
    log.info('the source has ended; its last books stay on offer'),
  );
  await run.serving(options.signal);
  return server;
}
