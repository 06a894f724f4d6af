/**
 * The fields of a message with their names, groups as entries. Owns the reading for people: it takes what is there, also where the
 * dictionary would not have it so. Secrets are hidden here, so that nobody behind can show them. Cold, any thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import type { Member } from '../dictionary/definition.js';
import type { Dictionary } from '../dictionary/dictionary.js';
import { shownValue } from './secret-fields.js';

export interface ShownField {
  readonly tag: number;
  /** Undefined where the dictionary does not know the tag. */
  readonly name?: string;
  readonly value: string;
  /** What the value stands for. */
  readonly meaning?: string;
  /** Of a NumInGroup field. */
  readonly entries?: readonly (readonly ShownField[])[];
}

/** One message's fields, from the first to the last that could be read. */
export class FieldTree {
  private at = 0;
  private readonly header: ReadonlySet<number>;

  constructor(
    private readonly table: FieldTable,
    private readonly dictionary: Dictionary,
    private readonly msgType: string | undefined,
  ) {
    const ends = [...dictionary.header, ...dictionary.trailer];
    this.header = new Set(ends.map(({ field }) => field.tag));
  }

  fields(): ShownField[] {
    const body = this.dictionary.message(this.msgType ?? '')?.members ?? [];
    const members = [...body, ...this.dictionary.header, ...this.dictionary.trailer];
    const shown: ShownField[] = [];
    while (this.at < this.table.count) shown.push(this.field(membersByTag(members), [members]));
    return shown;
  }

  /** The field at hand, and where it counts a group, the group's entries. */
  private field(
    members: ReadonlyMap<number, Member>,
    enclosing: readonly (readonly Member[])[],
  ): ShownField {
    const tag = this.table.tags[this.at]!;
    const raw = textAt(this.table, this.at);
    this.at++;
    const definition = this.dictionary.field(tag);
    const value = shownValue(tag, raw, this.msgType);
    const meaning = meaningOf(raw, definition?.values);
    const group = members.get(tag)?.members;
    return {
      tag,
      ...(definition === undefined ? {} : { name: definition.name }),
      value,
      ...(meaning === undefined || value !== raw ? {} : { meaning }),
      ...(group === undefined ? {} : { entries: this.entries(group, enclosing) }),
    };
  }

  private entries(
    group: readonly Member[],
    enclosing: readonly (readonly Member[])[],
  ): ShownField[][] {
    const members = membersByTag(group);
    const entries: ShownField[][] = [];
    let delimiter: number | undefined;
    while (this.at < this.table.count) {
      const tag = this.table.tags[this.at]!;
      const isMember = members.has(tag);
      if (!isMember && (entries.length === 0 || this.isOutside(tag, enclosing))) break;
      if (isMember) delimiter ??= tag;
      if (tag === delimiter) entries.push([]);
      entries.at(-1)!.push(this.field(members, [group, ...enclosing]));
    }
    return entries;
  }

  private isOutside(tag: number, enclosing: readonly (readonly Member[])[]): boolean {
    if (this.header.has(tag)) return true;
    return enclosing.some((members) => members.some(({ field }) => field.tag === tag));
  }
}

const membersByTag = (members: readonly Member[]): Map<number, Member> =>
  new Map(members.map((member) => [member.field.tag, member]));

function meaningOf(value: string, values: ReadonlyMap<string, string> | undefined) {
  if (values === undefined) return undefined;
  const parts = value.split(' ').map((part) => values.get(part));
  return values.get(value) ?? (parts.includes(undefined) ? undefined : parts.join(' '));
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** As UTF-8 where it is, else a character a byte; control characters as `\x07`, so that no log drives a terminal. */
function textAt(table: FieldTable, index: number): string {
  const bytes = table.bytes.subarray(table.starts[index], table.ends[index]);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    // Other encodings are not told in FIX; every byte is shown as itself.
    text = Buffer.from(bytes).toString('latin1');
  }
  return withoutControls(text);
}

export const withoutControls = (text: string): string =>
  text.replace(/[\x00-\x1f\x7f-\x9f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
