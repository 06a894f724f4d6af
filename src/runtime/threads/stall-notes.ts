/**
 * Waits of a ring's writer for a reader, noted down: a feed's for a lane, those of a lane whose frame ring
 * is gated for a gateway. Owns what is too short for a note. The writing thread.
 */
import type { EpisodeNotes } from '../../telemetry/episode-notes.js';

/** The part of either ring's writer that tells of its waits. */
export interface StallingWriter {
  /** Start and end of the last one, ns on the run clock. */
  readonly stall: Float64Array;
  onStall: (reader: number) => void;
}

export function noteStalls(writer: StallingWriter, notes: EpisodeNotes, noteNs: number): void {
  writer.onStall = (reader) => {
    const startNs = writer.stall[0]!;
    const tookNs = writer.stall[1]! - startNs;
    if (tookNs > noteNs) notes.stall(startNs, tookNs, reader);
  };
}
