/**
 * Records live venues without serving anybody, until it is told to stop. Owns the way from options to a
 * run. Supervisor.
 */
import type { BookcastConfig } from '../config/schema.js';
import { feedPlans } from './feeds/source-plan.js';
import { makeRun } from './run.js';
import { makeRunLog, type RunLog } from './run-log.js';
import type { RunOutcome } from './run-outcome.js';
import { RECORDING_COUNTER } from '../telemetry/recording-counters.js';
import { CounterBlock } from '../telemetry/counters.js';

/** So far, over all recordings. */
export interface RecordingProgress {
  readonly records: number;
  readonly missingRecords: number;
  /** Written, compressed. */
  readonly bytes: number;
}

export interface RecordOptions {
  /** `sources` says what, `record.path` where to. */
  readonly config: BookcastConfig;
  /** Report the digest of all books after all messages: a replay of the recording has the same. */
  readonly digest?: boolean;
  readonly log?: RunLog;
  /** Several times a second. */
  readonly onProgress?: (progress: RecordingProgress) => void;
  /** Ends the recording in good order. */
  readonly signal: AbortSignal;
}

/**
 * @returns totals, and what was recorded; `failure` says why it ended before it was told to.
 * @throws RunError, FeedError or ConfigError when it cannot begin.
 */
export async function recordSources(options: RecordOptions): Promise<RunOutcome> {
  const { config, signal, onProgress, digest } = options;
  const run = await makeRun({
    config,
    feeds: await feedPlans(config),
    gatewayCount: 0,
    digest: digest === true,
    log: options.log ?? makeRunLog(config.log),
    isForRecording: true,
    onProgress: () => onProgress?.(progress()),
  });
  const blocks = run.plan.recordings.map(({ counters }) => new CounterBlock(counters));
  const sum = (counter: number): number =>
    blocks.reduce((total, block) => total + block.read(counter), 0);
  const progress = (): RecordingProgress => ({
    records: sum(RECORDING_COUNTER.RECORDS),
    missingRecords: sum(RECORDING_COUNTER.MISSING_RECORDS),
    bytes: sum(RECORDING_COUNTER.BYTES),
  });
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await run.start();
  await Promise.race([run.over, aborted]);
  return run.stop();
}
