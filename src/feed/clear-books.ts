/**
 * What a feed says first that takes the place of one that broke: every book that it knew is STALE and
 * empty until its image comes. Owns nothing. Feed thread, cold.
 */
import { writeBookClear } from '../event/control.js';
import { MessageHeader } from '../event/message-header.js';
import type { EventSink } from '../event/sink.js';
import { EVENT_FLAG } from '../event/types.js';
import type { StateReason } from '../market/state.js';
import type { InstrumentId } from '../market/units.js';

const NO_SEQUENCE = -1;

/** One message a book, received at `nowNs`; the caller publishes. */
export function clearBooks(
  sink: EventSink,
  ids: readonly InstrumentId[],
  reason: StateReason,
  nowNs: number,
): void {
  const header = new MessageHeader();
  header.sourceSequence = NO_SEQUENCE;
  header.receivedNs = nowNs;
  for (const id of ids)
    writeBookClear(sink.views, sink.next(), header, id, EVENT_FLAG.LAST, reason);
}
