/** How much shared memory the server takes with these settings, to the MiB. Cold. */
import type { BookcastConfig } from '../config/schema.js';
import { feedCountOf } from '../config/source-text.js';

/** docs/operations.md, "Memory": slots with their stamps; instruments, interest and positions; histograms and text. */
const EVENT_SLOT_BYTES = 72;
const INSTRUMENT_BYTES = 190;
const FIXED_BYTES = 3 * 1024 * 1024;

export const sharedBytesOf = ({ sources, rings, lanes }: BookcastConfig): number =>
  rings.eventSlotCount * EVENT_SLOT_BYTES * feedCountOf(sources) +
  rings.frameBytes * lanes +
  rings.instrumentLimit * INSTRUMENT_BYTES +
  FIXED_BYTES;

const MIB = 1024 * 1024;
const GIB_FROM = 10 * 1024;

export function bytesText(bytes: number): string {
  const mebibytes = Math.round(bytes / MIB);
  return mebibytes < GIB_FROM ? `${mebibytes} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
