/**
 * Replays a recording without serving anybody: feed and lanes only, books and digest at the end.
 * Owns the way from options to a run. Supervisor.
 */
import { loadConfig } from '../config/load.js';
import type { BookcastConfig } from '../config/schema.js';
import type { ReplaySpeed } from '../feed/pacing.js';
import { recordingSpec, type RecordingOptions } from './feeds/recording.js';
import { makeRun } from './run.js';
import { makeRunLog, type RunLog } from './run-log.js';
import type { RunOutcome } from './run-outcome.js';
import type { FeedProgress } from './threads/thread-messages.js';

export interface ReplayOptions extends RecordingOptions {
  /** A multiple of the recording's own pace; `max`, the default, is as fast as it goes. */
  readonly speed?: ReplaySpeed;
  /** Limits, lanes, cut and log level; the defaults where not given. */
  readonly config?: BookcastConfig;
  /** Report the digest of all books after all messages. */
  readonly digest?: boolean;
  /** Report the final books, so many levels a side (Infinity: all). */
  readonly depth?: number;
  readonly onProgress?: (progress: FeedProgress) => void;
  readonly log?: RunLog;
  /** Ends the replay early; what was read until then is reported. */
  readonly signal?: AbortSignal;
}

/**
 * @returns totals, books and digest. A recording that breaks off is no exception: `failure` says
 * what and where, and everything before counts.
 * @throws RunError or FeedError when the recording cannot be opened.
 */
export async function replayFile(options: ReplayOptions): Promise<RunOutcome> {
  const config = options.config ?? loadConfig().config;
  const run = await makeRun({
    config,
    feeds: [
      { source: await recordingSpec(options), speed: options.speed ?? 'max', isReplaceable: false },
    ],
    gatewayCount: 0,
    digest: options.digest === true,
    bookDepth: options.depth,
    log: options.log ?? makeRunLog({ level: 'warn', format: config.log.format }),
    onProgress: options.onProgress,
  });
  const { signal } = options;
  const aborted = new Promise<void>((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
  await run.start();
  await Promise.race([run.over, aborted]);
  return run.stop();
}
