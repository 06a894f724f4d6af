/**
 * Sleeping on several event rings at once: a lane with more than one feed. Owns the lane's bell,
 * which the rings' writers ring (EventRingWriter.setDoorbells); must never read an event. Runs on
 * the lane thread.
 */
import { DoorbellSleeper } from './doorbell.js';
import type { EventRingReader } from './event-ring-reader.js';
import { STOP_CHECK_MS, type StopSignal } from './shared-words.js';
import type { Parkable } from './wait.js';

export class EventReaderGroup implements Parkable {
  private readonly sleeper: DoorbellSleeper;

  /** @param doorbells bell `laneIndex` of it is this thread's own. */
  constructor(
    private readonly readers: readonly EventRingReader[],
    doorbells: SharedArrayBuffer,
    laneIndex: number,
    private readonly stop: StopSignal,
  ) {
    this.sleeper = new DoorbellSleeper(doorbells, laneIndex);
  }

  /** Sleep until one of the rings has data, the bell rings for another reason, stop or the timeout. */
  waitForData(timeoutMs: number): void {
    this.sleeper.arm();
    if (!this.anyAvailable() && !this.stop.requested()) {
      this.sleeper.sleep(timeoutMs < STOP_CHECK_MS ? timeoutMs : STOP_CHECK_MS);
    }
    this.sleeper.disarm();
  }

  private anyAvailable(): boolean {
    for (let i = 0; i < this.readers.length; i++) {
      if (this.readers[i]!.available() > 0) return true;
    }
    return false;
  }
}
