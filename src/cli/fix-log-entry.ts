/** One message of a FIX log with all that is told of it. Owns the reading of the words in front. Cold. */
import { judgedMessage, type JudgedMessage } from '../fix/log/logged-message.js';
import { directionIn, timeIn } from '../fix/log/log-line.js';
import type { FoundMessage } from '../fix/log/log-reader.js';
import { shownText } from '../fix/log/secret-fields.js';
import type { FixVersion } from '../fix/session/session-settings.js';
import { TAG } from '../fix/tags.js';

export interface FixLogEntry extends JudgedMessage {
  readonly line: number;
  /** The words in front, secrets hidden. */
  readonly prefix: string;
  /** As the log has it, else the message's SendingTime. */
  readonly time?: string;
  readonly direction?: 'in' | 'out';
  readonly sender?: string;
  readonly target?: string;
  readonly msgSeqNum?: string;
}

export function fixLogEntry(found: FoundMessage, version: FixVersion | undefined): FixLogEntry {
  const judged = judgedMessage(found.text, version);
  const value = (tag: number): string | undefined =>
    judged.fields.find((field) => field.tag === tag)?.value;
  const time = timeIn(found.prefix) ?? value(TAG.SendingTime);
  const direction = directionIn(found.prefix);
  const named = {
    time,
    direction,
    sender: value(TAG.SenderCompID),
    target: value(TAG.TargetCompID),
    msgSeqNum: value(TAG.MsgSeqNum),
  };
  return {
    ...judged,
    line: found.line,
    prefix: shownText(found.prefix),
    ...(Object.fromEntries(
      Object.entries(named).filter(([, text]) => text !== undefined),
    ) as Partial<FixLogEntry>),
  };
}

/** What a log held. */
export class FixLogCounts {
  messages = 0;
  invalid = 0;
  /** Whole, but a session that validates would reject them. */
  rejectable = 0;
  /** By `W MarketDataSnapshotFullRefresh`. */
  readonly byType = new Map<string, number>();

  add(entry: FixLogEntry): void {
    this.messages++;
    if (entry.invalid.length > 0) this.invalid++;
    else if (entry.problem !== undefined) this.rejectable++;
    const type = `${entry.msgType ?? '?'} ${entry.name ?? ''}`.trim();
    this.byType.set(type, (this.byType.get(type) ?? 0) + 1);
  }

  get valid(): number {
    return this.messages - this.invalid;
  }
}
