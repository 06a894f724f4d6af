/**
 * Fields as text → definitions. Cold, any thread.
 *
 *     55 Symbol string                                tag, name, type: in every version
 *     54 Side char 1=buy 2=sell 4.4+ D=redeem         values with their names; those behind `4.4+` from FIX 4.4 on
 *     4.2- 22 IDSource string 1=cusip                 up to FIX 4.2
 *     4.4+ 22 SecurityIDSource string 1=cusip         from FIX 4.4 on; `4.4` alone is that version only
 *
 * A line that is indented more than the first one continues the one before, `;` separates fields of one line, `#` begins a comment.
 * What a counterparty adds is written over a version's own fields:
 *
 *     20003 Precision string P0=highest               a field of its own, or another reading of a known one
 *     269 + b=basis                                   values beside the standard's
 *     167 *                                           any value
 */
import { DictionaryError, type FieldDefinition } from './definition.js';
import { FIELD_FORMATS, isFieldType } from './field-type.js';

const VERSION_MARKS = ['4.2', '4.4', '5.0'] as const;
/** `5.0` is FIX 5.0 SP2 over FIXT 1.1. */
export type DictionaryVersion = (typeof VERSION_MARKS)[number];

export const TAG_MAX = 999_999;

const MARK = /^(4\.2|4\.4|5\.0)([+-]?)$/;

/** Without comments and empty lines; continued lines joined. The whole text may be indented. */
export function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let indent = 0;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/(^|\s)#.*$/, '').trimEnd();
    if (line === '') continue;
    const spaces = line.search(/\S/);
    if (lines.length === 0) indent = spaces;
    if (spaces > indent) lines.push(`${lines.pop()!} ${line.trim()}`);
    else lines.push(line.trim());
  }
  return lines;
}

/** Whether `mark` speaks of `version`; undefined where it is no mark. */
function holdsIn(mark: string, version: DictionaryVersion): boolean | undefined {
  const match = MARK.exec(mark);
  if (match === null) return undefined;
  const distance =
    VERSION_MARKS.indexOf(version) - VERSION_MARKS.indexOf(match[1] as DictionaryVersion);
  if (match[2] === '+') return distance >= 0;
  return match[2] === '-' ? distance <= 0 : distance === 0;
}

function valuesOf(
  words: readonly string[],
  version: DictionaryVersion,
  line: string,
): Map<string, string> {
  const values = new Map<string, string>();
  let holds = true;
  for (const word of words) {
    const mark = holdsIn(word, version);
    if (mark !== undefined) {
      holds = mark;
      continue;
    }
    const equals = word.indexOf('=', 1);
    if (equals < 0) throw new DictionaryError(line, `"${word}" should be VALUE=NAME`);
    if (holds) values.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return values;
}

function tagOf(text: string | undefined, line: string): number {
  const tag = Number(text);
  if (text === undefined || !/^[1-9]\d*$/.test(text) || tag > TAG_MAX)
    throw new DictionaryError(line, `"${text ?? ''}" is no tag, 1 to ${TAG_MAX}`);
  return tag;
}

function fieldOf(
  line: string,
  version: DictionaryVersion,
  known: ReadonlyMap<number, FieldDefinition>,
): FieldDefinition | undefined {
  const words = line.split(/\s+/);
  const holds = holdsIn(words[0]!, version);
  if (holds === false) return undefined;
  if (holds === true) words.shift();
  const tag = tagOf(words[0], line);
  const [, name = '', type = '', ...values] = words;
  if (name === '+' || name === '*') {
    const field = known.get(tag);
    if (field === undefined)
      throw new DictionaryError(line, `tag ${tag} is unknown: say TAG NAME TYPE`);
    const { values: old, ...open } = field;
    if (name === '*') return open;
    return {
      ...open,
      values: new Map([...(old ?? []), ...valuesOf(words.slice(2), version, line)]),
    };
  }
  if (!/^[A-Za-z]\w*$/.test(name)) throw new DictionaryError(line, `"${name}" is no field name`);
  if (!isFieldType(type))
    throw new DictionaryError(
      line,
      `"${type}" is none of the types ${Object.keys(FIELD_FORMATS).join(', ')}`,
    );
  const named = valuesOf(values, version, line);
  return { tag, name, type, ...(named.size > 0 ? { values: named } : {}) };
}

/**
 * Read `text` over `known`, which is left as it is.
 * @throws DictionaryError
 */
export function fieldsOf(
  text: string,
  version: DictionaryVersion,
  known: ReadonlyMap<number, FieldDefinition> = new Map(),
): Map<number, FieldDefinition> {
  const fields = new Map(known);
  for (const line of logicalLines(text)) {
    for (const part of line.split(/;\s*/)) {
      if (part === '') continue;
      const field = fieldOf(part, version, fields);
      if (field !== undefined) fields.set(field.tag, field);
    }
  }
  return fields;
}
