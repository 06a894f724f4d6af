/** The stamps that the events of a message share: its MsgSeqNum and the counterparty's time. Feed thread. */
import type { FieldTable } from '../../../fix/codec/field-table.js';
import {
  addUtcTime,
  readUtcDate,
  readUtcTimestamp,
  utcParts,
} from '../../../fix/codec/utc-time.js';
import { TAG } from '../../../fix/tags.js';
import type { EventWriter } from '../parts/event-writer.js';
import type { MarketDataEntry } from './entry.js';

export class MessageStamp {
  /** [seconds, nanoseconds]; 0, 0 where the message says nothing that can be read. */
  private readonly ofMessage = utcParts();
  private readonly ofEntry = utcParts();
  private sequence = -1;

  constructor(private readonly writer: EventWriter) {}

  /** SendingTime, until an entry says more. @param sendingTime index of the field; -1. */
  begin(table: FieldTable, sequence: number, sendingTime: number): void {
    this.sequence = sequence >= 0 ? sequence : -1;
    const { ofMessage } = this;
    ofMessage[0] = 0;
    ofMessage[1] = 0;
    if (sendingTime >= 0) {
      readUtcTimestamp(
        table.bytes,
        table.starts[sendingTime]!,
        table.ends[sendingTime]!,
        ofMessage,
      );
    }
    this.message();
  }

  /** The events from here on are the message's. */
  message(): void {
    this.writer.begin(this.sequence, undefined);
    this.put(this.ofMessage);
  }

  /** They are the entry's, where it names its time: 60, or 272 and 273. */
  entry(table: FieldTable, entry: MarketDataEntry): void {
    const { ofEntry } = this;
    const { bytes, starts, ends } = table;
    const { transactTime: whole, date, time } = entry;
    const isTold =
      whole >= 0
        ? readUtcTimestamp(bytes, starts[whole]!, ends[whole]!, ofEntry)
        : date >= 0 &&
          time >= 0 &&
          readUtcDate(bytes, starts[date]!, ends[date]!, ofEntry) &&
          addUtcTime(bytes, starts[time]!, ends[time]!, ofEntry);
    if (isTold) this.put(ofEntry);
  }

  private put(parts: Float64Array): void {
    this.writer.header.setVenueSeconds(parts[0]!, parts[1]!);
  }
}

/** Index of SendingTime (52). */
export const sendingTimeOf = (table: FieldTable): number => table.find(TAG.SendingTime);
