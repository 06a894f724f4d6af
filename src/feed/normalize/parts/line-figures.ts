/**
 * What the lines of one normalizer did: messages, firsts, duplicates, holes and lead, by line letter;
 * and the bytes that all its books hold for them. Feed thread.
 */
import type { LineSummary } from '../venue-normalizer.js';

/** Bytes held by all books of a normalizer; policy: what does not fit is not waited for. */
const HELD_BYTES_LIMIT = 64 * 1_048_576;

interface Figures {
  first: number;
  duplicates: number;
  lost: number;
  leadCount: number;
  leadNsSum: number;
}

export class LineFigures {
  private readonly lines = new Map<string, Figures>();
  private heldBytes = 0;

  /**
   * @param lineOf the line letter of a connection.
   * @param holdNs how long a hole may wait.
   */
  constructor(
    private readonly lineOf: (connection: string) => string,
    readonly holdNs: number,
  ) {}

  /** @returns false where there is no room. */
  keep(bytes: number): boolean {
    if (this.heldBytes + bytes > HELD_BYTES_LIMIT) return false;
    this.heldBytes += bytes;
    return true;
  }

  letGo(bytes: number): void {
    this.heldBytes -= bytes;
  }

  first(connection: string): void {
    this.of(connection).first++;
  }

  /** @param leadNs by which `firstConnection` was ahead; NaN where that is not known. */
  duplicate(connection: string, firstConnection: string, leadNs: number): void {
    this.of(connection).duplicates++;
    if (Number.isNaN(leadNs)) return;
    const ahead = this.of(firstConnection);
    ahead.leadCount++;
    ahead.leadNsSum += leadNs;
  }

  lost(connection: string): void {
    this.of(connection).lost++;
  }

  /** undefined while no book has had more than one line. */
  summary(): Readonly<Record<string, LineSummary>> | undefined {
    if (this.lines.size === 0) return undefined;
    return Object.fromEntries(
      [...this.lines]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([line, each]) => [
          line,
          {
            messages: each.first + each.duplicates,
            first: each.first,
            duplicates: each.duplicates,
            lost: each.lost,
            meanLeadNs: each.leadNsSum / each.leadCount,
          },
        ]),
    );
  }

  private of(connection: string): Figures {
    const line = this.lineOf(connection);
    let figures = this.lines.get(line);
    if (figures === undefined) {
      figures = { first: 0, duplicates: 0, lost: 0, leadCount: 0, leadNsSum: 0 };
      this.lines.set(line, figures);
    }
    return figures;
  }
}
