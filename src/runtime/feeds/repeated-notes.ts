/**
 * Lines for the operator's log that come again and again: a venue that is down says the same with every
 * try. Owns what was written when; a line that differs from one of the last minute by a duration at
 * most is counted, and the count is told with the next one. Feed thread, cold.
 */

const SILENT_NS = 60e9;
const DURATION = /\d+(\.\d+)? m?s\b/g;
/** Kinds of lines that are remembered; one more, and all are forgotten. */
const KIND_LIMIT = 256;

interface Written {
  writtenNs: number;
  /** Since then. */
  count: number;
}

export class RepeatedNotes {
  private readonly kinds = new Map<string, Written>();

  constructor(
    private readonly write: (text: string) => void,
    private readonly nowNs: () => number,
  ) {}

  note(text: string): void {
    const kind = text.replaceAll(DURATION, '#');
    const nowNs = this.nowNs();
    const known = this.kinds.get(kind);
    if (known !== undefined && nowNs - known.writtenNs < SILENT_NS) {
      known.count++;
      return;
    }
    const again = known?.count ?? 0;
    this.write(again === 0 ? text : `${text} (and ${again} times more since the last such line)`);
    if (this.kinds.size >= KIND_LIMIT) this.kinds.clear();
    this.kinds.set(kind, { writtenNs: nowNs, count: 0 });
  }
}
