/**
 * Fields and messages of one FIX version, as a counterparty uses them. Owns what is known of them; never
 * changes once made, so that sessions may share one. Cold; what is looked up per message is in flat-dictionary.ts. Any thread.
 */
import type { FixVersion } from '../session/session-settings.js';
import { DataFields, type DataFieldPair } from '../codec/data-fields.js';
import { TAG } from '../tags.js';
import type { FieldDefinition, Member, MessageDefinition } from './definition.js';
import { fieldsOf, type DictionaryVersion } from './fields-notation.js';
import { FlatDictionary } from './flat-dictionary.js';
import { messagesOf, type MessageSet } from './messages-notation.js';

export const DICTIONARY_VERSIONS: Readonly<Record<FixVersion, DictionaryVersion>> = {
  'FIX.4.2': '4.2',
  'FIX.4.4': '4.4',
  'FIX.5.0SP2': '5.0',
};

/** What a counterparty does differently, in the notations of fields-notation.ts and messages-notation.ts. */
export interface DictionaryOverlay {
  readonly fields?: string;
  readonly messages?: string;
}

export class Dictionary {
  private compiled: FlatDictionary | undefined;
  private scanned: DataFields | undefined;
  private byName: ReadonlyMap<string, FieldDefinition> | undefined;

  constructor(
    readonly version: FixVersion,
    readonly fields: ReadonlyMap<number, FieldDefinition>,
    readonly parts: MessageSet,
  ) {}

  get header(): readonly Member[] {
    return this.parts.header;
  }

  get trailer(): readonly Member[] {
    return this.parts.trailer;
  }

  /** For validate(). Made at the first use. */
  get flat(): FlatDictionary {
    this.compiled ??= new FlatDictionary(this.fields, this.parts);
    return this.compiled;
  }

  field(tag: number): FieldDefinition | undefined {
    return this.fields.get(tag);
  }

  fieldNamed(name: string): FieldDefinition | undefined {
    this.byName ??= new Map([...this.fields.values()].map((field) => [field.name, field]));
    return this.byName.get(name);
  }

  /** Undefined also for messages that are known by name only. */
  message(msgType: string): MessageDefinition | undefined {
    return this.parts.messages.get(msgType);
  }

  /** Of every message of the version, `NewOrderSingle` too. */
  messageName(msgType: string): string | undefined {
    return this.message(msgType)?.name ?? this.field(TAG.MsgType)?.values?.get(msgType);
  }

  /** What an entry of the repeating group consists of that `countTag` counts in this message, however deep it lies. */
  groupOf(msgType: string, countTag: number): readonly Member[] | undefined {
    const find = (members: readonly Member[]): readonly Member[] | undefined => {
      for (const member of members) {
        if (member.members === undefined) continue;
        if (member.field.tag === countTag) return member.members;
        const inside = find(member.members);
        if (inside !== undefined) return inside;
      }
      return undefined;
    };
    return find(this.message(msgType)?.members ?? []) ?? find(this.header) ?? find(this.trailer);
  }

  /** For the scanner. Made at the first use. */
  get dataFields(): DataFields {
    this.scanned ??= new DataFields(this.dataFieldPairs());
    return this.scanned;
  }

  /** The standard, and we, name the length after the data. */
  dataFieldPairs(): DataFieldPair[] {
    const pairs: DataFieldPair[] = [];
    for (const { tag, name, type } of this.fields.values()) {
      if (type !== 'data' && type !== 'xmldata') continue;
      const length = this.fieldNamed(`${name}Length`) ?? this.fieldNamed(`${name}Len`);
      if (length !== undefined) pairs.push([length.tag, tag]);
    }
    return pairs;
  }

  /**
   * The same with a counterparty's own fields, values and messages.
   * @throws DictionaryError naming the line
   */
  with(overlay: DictionaryOverlay): Dictionary {
    const fields = fieldsOf(overlay.fields ?? '', DICTIONARY_VERSIONS[this.version], this.fields);
    return new Dictionary(
      this.version,
      fields,
      messagesOf(overlay.messages ?? '', fields.values(), this.parts),
    );
  }
}
