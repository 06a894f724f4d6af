/**
 * The server: a source, lanes and gateways, until it is stopped. Owns the mapping from config to a
 * run; must never install signal handlers, the process belongs to the caller. Supervisor.
 */
import { loadConfig } from '../config/load.js';
import type { BookcastConfig } from '../config/schema.js';
import { parseSpeed } from '../config/speed.js';
import type { ReplaySpeed } from '../feed/pacing.js';
import { FAULT, type FaultKind } from '../ring/shared-words.js';
import type { LaneRecovery } from './lanes/lane-supervision.js';
import { recordingSpec } from './feeds/recording.js';
import { makeRun } from './run.js';
import { RunError } from './run-error.js';
import { makeRunLog, type RunLog } from './run-log.js';
import type { RunOutcome } from './run-outcome.js';
import type { SourceSpec } from './feeds/source-spec.js';

export interface ServerOptions {
  /** From loadConfig(); the defaults where not given. */
  readonly config?: BookcastConfig;
  readonly log?: RunLog;
  /** Report the digest of all books at the end. */
  readonly digest?: boolean;
  /** Report the final books, so many levels a side (Infinity: all). */
  readonly bookDepth?: number;
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
  /** Stop reading, flush, tell the clients, close. */
  stop(): Promise<RunOutcome>;
}

/** @throws RunError: `port-in-use` and others of listening; FeedError codes of a recording. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const config = options.config ?? loadConfig().config;
  const log = options.log ?? makeRunLog(config.log);
  const { source, speed } = await sourceOf(config);
  const run = await makeRun({
    config,
    source,
    speed,
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
      source: describe(source),
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
    stop: () => run.stop(),
  };
  void server.sourceEnded.then(() =>
    log.info('the source has ended; its last books stay on offer'),
  );
  return server;
}

async function sourceOf(
  config: BookcastConfig,
): Promise<{ source: SourceSpec; speed: ReplaySpeed }> {
  const { kind, simulator, file } = config.source;
  if (kind === 'simulator') return { source: { kind, ...simulator }, speed: 1 };
  const factor = parseSpeed(file.speed) ?? 1;
  return { source: await recordingSpec(file), speed: factor === Infinity ? 'max' : factor };
}

const describe = (source: SourceSpec): string =>
  source.kind === 'venue'
    ? `${source.venue}:${source.symbols.join(',')}`
    : source.kind === 'file'
      ? `${source.path} (${source.format})`
      : `simulator, ${source.symbols} symbols, ${source.messagesPerSecond} messages/s, seed ${source.seed}`;
