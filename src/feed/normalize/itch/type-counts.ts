/** Messages by type byte. Hot: add() allocates nothing. Feed thread. */
import { ITCH_TYPES } from './itch-messages.js';

export class TypeCounts {
  private readonly counts = new Float64Array(256);

  add(type: number): void {
    this.counts[type] = this.counts[type]! + 1;
  }

  /** Those that came, by letter. */
  byType(): Record<string, number> {
    const entries = ITCH_TYPES.map((type) => [type, this.counts[type.charCodeAt(0)]!] as const);
    return Object.fromEntries(entries.filter(([, count]) => count !== 0));
  }
}
