/** Where a normalizer puts its events. Implemented over the event ring in feed/, over an array in tests. */
import type { SlotViews } from './slot.js';

export interface EventSink {
  readonly views: SlotViews;
  /**
   * Byte offset of the next slot; the caller writes exactly one event there at once. May wait for
   * readers when the ring is full; after a stop request it returns a scratch slot.
   */
  next(): number;
}
