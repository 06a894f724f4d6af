/** What a dictionary says of fields, groups and messages. Plain data, for cold code; see flat-dictionary.ts for the hot one. */
import type { FieldType } from './field-type.js';

export interface FieldDefinition {
  readonly tag: number;
  readonly name: string;
  readonly type: FieldType;
  /** The only values allowed, each with its name; undefined where any value of the type is. */
  readonly values?: ReadonlyMap<string, string>;
}

/** A field's place in a message, a group, the header or the trailer. Their order is the standard's. */
export interface Member {
  readonly field: FieldDefinition;
  readonly isRequired: boolean;
  /** Of a NumInGroup field: what each entry consists of, its delimiter first. */
  readonly members?: readonly Member[];
}

export interface MessageDefinition {
  readonly msgType: string;
  readonly name: string;
  /** Without header and trailer. */
  readonly members: readonly Member[];
}

/** A line of a dictionary that cannot be read: the line is in the message, so that whoever wrote it finds it. */
export class DictionaryError extends Error {
  override readonly name = 'DictionaryError';
  readonly code = 'FIX_DICTIONARY';
  constructor(line: string, why: string) {
    super(`FIX dictionary, line "${line.trim()}": ${why}`);
  }
}
