/** What a run is started with, and how it may end by itself. Owns the types only. Supervisor. */
import type { BookcastConfig } from '../config/schema.js';
import type { FeedPlan } from './feeds/source-plan.js';
import type { RunLog } from './run-log.js';
import type { FeedProgress, ThreadFailure } from './threads/thread-messages.js';

export interface RunOptions {
  readonly config: BookcastConfig;
  /** A feed thread each. */
  readonly feeds: readonly FeedPlan[];
  /** 0: nobody is served, and every instrument counts as wanted. */
  readonly gatewayCount: number;
  readonly digest?: boolean;
  /** Levels a side of the final books; none are reported where it is not given. */
  readonly bookDepth?: number | undefined;
  readonly log: RunLog;
  readonly onProgress?: ((progress: FeedProgress) => void) | undefined;
  /** The run ends with the first recording that breaks. */
  readonly isForRecording?: boolean;
}

/** Why a run is over before it was told to stop. */
export type RunEnd =
  { readonly kind: 'source-ended' } | { readonly kind: 'failed'; readonly failure: ThreadFailure };
