/**
 * The repeating group of a W or an X (268): where each entry begins and ends. What comes first after 268 begins every
 * entry, whatever it is: counterparties differ in that (279, 269), and a dictionary would have to know each of them.
 * Owns places in the field table; allocates nothing. Feed thread.
 */
import type { FieldTable } from '../../../fix/codec/field-table.js';
import { TAG } from '../../../fix/tags.js';

export class EntryGroup {
  /** Entries that the message says it has. */
  count = 0;
  /** Index of the field 268; what stands before it is the message's own. */
  head = -1;
  private delimiter = 0;
  private next = 0;
  private end = 0;

  /** @returns whether there is such a group and it has as many entries as it says. */
  begin(table: FieldTable): boolean {
    const { tags } = table;
    const end = table.count;
    this.head = table.find(TAG.NoMDEntries);
    if (this.head < 0) return false;
    this.count = table.integerAt(this.head);
    this.next = this.head + 1;
    // Behind the last entry: CheckSum at least.
    this.end = end;
    if (this.count === 0) return true;
    this.delimiter = tags[this.next]!;
    let found = 0;
    for (let i = this.next; i < end; i++) if (tags[i] === this.delimiter) found++;
    return found === this.count && this.delimiter !== TAG.CheckSum;
  }

  /** First field of the next entry; -1 behind the last one. It goes until `nextAfter` of it. */
  entry(): number {
    return this.next < this.end && this.count > 0 ? this.next : -1;
  }

  /** The field behind the entry that begins at `from`; the next call of entry() begins there. */
  nextAfter(table: FieldTable, from: number): number {
    const { tags } = table;
    const { delimiter, end } = this;
    let i = from + 1;
    while (i < end && tags[i] !== delimiter) i++;
    this.next = i;
    return i;
  }
}
