/** What a client has seen so far; every count only ever grows. */

export interface ClientCounts {
  readonly frames: number;
  readonly gaps: number;
  readonly hashMismatches: number;
  readonly misfits: number;
  /** Frames that were old already: an image or delta that the replica contains. */
  readonly skipped: number;
  readonly resyncRequests: number;
  readonly reconnects: number;
}

export type MutableCounts = { -readonly [K in keyof ClientCounts]: number };

export const zeroCounts = (): MutableCounts => ({
  frames: 0,
  gaps: 0,
  hashMismatches: 0,
  misfits: 0,
  skipped: 0,
  resyncRequests: 0,
  reconnects: 0,
});
