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
  /** Of the message itself: its body, header and trailer. */
  private readonly outermost: readonly Places[];

  constructor(
    private readonly table: FieldTable,
    private readonly dictionary: Dictionary,
    private readonly msgType: string | undefined,
  ) {
    const body = dictionary.message(msgType ?? '')?.members ?? [];
    this.outermost = [body, dictionary.header, dictionary.trailer].map(placesOf);
  }

  fields(): ShownField[] {
    const shown: ShownField[] = [];
    while (this.at < this.table.count) shown.push(this.field(this.outermost));
    return shown;
  }

  /** The field at hand, and where it counts a group, the group's entries. @param around what it may belong to, the innermost first. */
  private field(around: readonly Places[]): ShownField {
    const tag = this.table.tags[this.at]!;
    const raw = textAt(this.table, this.at);
    this.at++;
    const definition = this.dictionary.field(tag);
    const value = shownValue(tag, raw, this.msgType);
    const meaning = meaningOf(raw, definition?.values);
    const group = around.find((places) => places.has(tag))?.get(tag)?.members;
    return {
      tag,
      ...(definition === undefined ? {} : { name: definition.name }),
      value,
      ...(meaning === undefined || value !== raw ? {} : { meaning }),
      ...(group === undefined ? {} : { entries: this.entries(placesOf(group), around) }),
    };
  }

  private entries(group: Places, around: readonly Places[]): ShownField[][] {
    const inside = [group, ...around];
    const entries: ShownField[][] = [];
    let delimiter: number | undefined;
    while (this.at < this.table.count) {
      const tag = this.table.tags[this.at]!;
      const isMember = group.has(tag);
      // What belongs nowhere stays in its entry.
      const isOutside = entries.length === 0 || around.some((places) => places.has(tag));
      if (!isMember && isOutside) break;
      if (isMember) delimiter ??= tag;
      if (tag === delimiter) entries.push([]);
      entries.at(-1)!.push(this.field(inside));
    }
    return entries;
  }
}

type Places = ReadonlyMap<number, Member>;

const placesByMembers = new WeakMap<readonly Member[], Places>();

function placesOf(members: readonly Member[]): Places {
  let places = placesByMembers.get(members);
  if (places === undefined) {
    places = new Map(members.map((member) => [member.field.tag, member]));
    placesByMembers.set(members, places);
  }
  return places;
}

function meaningOf(value: string, values: ReadonlyMap<string, string> | undefined) {
  if (values === undefined || values.has(value)) return values?.get(value);
  const parts = value.split(' ').map((part) => values.get(part));
  return parts.includes(undefined) ? undefined : parts.join(' ');
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
