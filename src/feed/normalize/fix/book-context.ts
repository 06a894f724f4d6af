/** What all books of a FIX counterparty share. */
import type { InstrumentId } from '../../../market/units.js';
import type { EventWriter } from '../parts/event-writer.js';
import type { ImageRequests } from '../parts/image-requests.js';
import type { HandleCounter } from '../parts/order-handles.js';
import type { ResyncCounts } from '../parts/resync-counts.js';
import type { InstrumentSizes } from './instruments.js';
import type { EntryValues, KeyedBookRules } from './keyed-book.js';
import type { FixLimits } from './limits.js';
import type { MessageStamp } from './message-stamp.js';

export interface BookContext {
  readonly writer: EventWriter;
  readonly stamp: MessageStamp;
  readonly requests: ImageRequests;
  readonly resyncs: ResyncCounts;
  readonly limits: FixLimits;
  readonly clock: { nowNs: number };
  readonly counts: { withoutImage: number };
  readonly tradeHandles: HandleCounter;
  readonly keying: string;
  readonly rules: KeyedBookRules;
  /** A book begins empty with its first change, and nobody says when it was subscribed to: in a log. */
  readonly beginsEmpty: boolean;
  /** What of an entry is counted, by the sentence of the rule. */
  readonly sequencing: 'none' | 'entry' | 'message' | 'update-ids';
  /** Of the entry in hand. */
  readonly values: EntryValues;
  /** The row of the instrument has these sizes from now on. */
  readonly define: (symbol: string, sizes: InstrumentSizes) => InstrumentId;
}
