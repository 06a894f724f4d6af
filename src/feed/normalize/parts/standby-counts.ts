/** What each line did, over all symbols, where lines have no common sequence (see hot-standby.ts). */
import type { LineSummary } from '../venue-normalizer.js';

export class StandbyCounts {
  /** Book messages that came over the line. */
  messages = 0;
  /** Those that became events, because the line was the live one. */
  first = 0;
  /** Those that led to a book where another line had been before. */
  duplicates = 0;
  /** Books that the line lost while it was live and that another line went on with. */
  lost = 0;
  /** Times that the lines stood apart for too long, and this one was asked for a new image. */
  differences = 0;
  private leadNs = 0;
  private leadCount = 0;

  addLead(ns: number): void {
    this.leadNs += ns;
    this.leadCount++;
  }

  summary(): LineSummary {
    const { messages, first, duplicates, lost, differences } = this;
    const meanLeadNs = this.leadNs / this.leadCount;
    return { messages, first, duplicates, lost, differences, meanLeadNs };
  }
}

export class StandbyTable {
  private readonly byLine = new Map<string, StandbyCounts>();

  of(line: string): StandbyCounts {
    let counts = this.byLine.get(line);
    if (counts === undefined) this.byLine.set(line, (counts = new StandbyCounts()));
    return counts;
  }

  summary(): Record<string, LineSummary> {
    return Object.fromEntries([...this.byLine].map(([line, counts]) => [line, counts.summary()]));
  }
}
