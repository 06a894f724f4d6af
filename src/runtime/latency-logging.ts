/**
 * The latency log of a run: what every interval of the stages adds to it. Owns the writer and the
 * interval's times; must never hold up an interval or the end of a run. Supervisor.
 */
import type { BookcastConfig } from '../config/schema.js';
import { LatencyLogWriter } from '../latency/log-writer.js';
import { encodeStages, stageLines } from '../latency/stage-lines.js';
import type { Clock } from '../telemetry/clock.js';
import type { StageSummary } from '../telemetry/stage-summary.js';
import type { RunLog } from './run-log.js';
import { STAGES_OF, type PerThread, type RunPlan } from './run-plan.js';
import { PRODUCT_VERSION } from './version.js';

export interface LoggedBoard {
  readonly stages: readonly StageSummary[];
  readonly hiccups: StageSummary;
}

export interface LatencyLogging {
  /** What the last advance of the board has found. */
  interval(board: LoggedBoard): void;
  /** Resolves when all is written, or the disk has had its time. */
  close(): Promise<void>;
}

const OFF: LatencyLogging = { interval: () => {}, close: async () => {} };
const NS_PER_MS = 1_000_000n;
const NS_PER_MS_NUMBER = 1e6;
/** Part of the 5 s that a stop may take. */
const CLOSE_MS_LIMIT = 500;

/** What the threads of a stage are called in tags. */
const THREAD_NAMES: Readonly<Record<keyof PerThread, string>> = {
  feeds: 'feed',
  lanes: 'lane',
  gateways: 'gateway',
};

function threadOf(stage: string): string {
  const kinds = Object.keys(STAGES_OF) as (keyof PerThread)[];
  const kind = kinds.find((each) => (STAGES_OF[each] as readonly string[]).includes(stage));
  return kind === undefined ? 'thread' : THREAD_NAMES[kind];
}

/** The first interval begins now. Nothing is written where the folder is ''. */
export function startLatencyLogging(
  plan: RunPlan,
  clock: Clock,
  config: BookcastConfig['latency'],
  log: RunLog,
): LatencyLogging {
  if (config.logDir === '') return OFF;
  if (!config.record) {
    log.warn(
      { 'latency.logDir': config.logDir },
      'no latency log is written: latency.record is false, so there is nothing to log',
    );
    return OFF;
  }
  const writer = new LatencyLogWriter({
    folder: config.logDir,
    rotateMinutes: config.logRotateMinutes,
    filesLimit: config.logFilesLimit,
    writtenBy: `Bookcast ${PRODUCT_VERSION}`,
    processId: process.pid,
    onError: (path, error) =>
      log.error(
        { path, detail: error.message },
        'the latency log cannot be written; the run goes on without it',
      ),
    onRecovered: (path, lostIntervals) =>
      log.warn({ path, lostIntervals }, 'the latency log is written again'),
  });
  // From the run's clock, so that a step of the wall clock never makes an interval of negative length.
  const wallBaseMs = Number(plan.wallBaseNs / NS_PER_MS);
  const nowMs = (): number => wallBaseMs + clock.nowNs() / NS_PER_MS_NUMBER;
  let beginMs = nowMs();
  return {
    interval({ stages, hiccups }) {
      const times = { startMs: beginMs, endMs: nowMs() };
      beginMs = times.endMs;
      const named = [...stages, hiccups].map(({ name, merged, threads }) => ({
        name,
        thread: threadOf(name),
        merged,
        threads,
      }));
      const encoded = encodeStages(named);
      if (encoded.length === 0) return;
      writer.write(times.startMs, (baseMs) => stageLines(encoded, times, baseMs));
    },
    async close() {
      let deadline: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        deadline = setTimeout(resolve, CLOSE_MS_LIMIT);
      });
      await Promise.race([writer.close(), patience]);
      clearTimeout(deadline);
    },
  };
}
