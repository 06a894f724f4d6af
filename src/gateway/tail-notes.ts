/**
 * What a gateway notes down about slow messages and slow clients, for who attributes them. Owns the
 * links to the thread's record logs; absent where nothing is recorded. Gateway thread.
 */
import type { EpisodeNotes } from '../telemetry/episode-notes.js';
import type { SlowSampleNotes } from '../telemetry/slow-sample.js';

export interface TailNotes {
  readonly episodes: EpisodeNotes;
  readonly samples: SlowSampleNotes;
}
