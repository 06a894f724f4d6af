/**
 * Messages as text → definitions. Cold, any thread.
 *
 *     header: BeginString! BodyLength! … NoHops(HopCompID HopSendingTime HopRefID)
 *     block Parties: NoPartyIDs(PartyID PartyIDSource PartyRole)
 *     message V MarketDataRequest: MDReqID! … NoRelatedSym!(Symbol) +Parties
 *
 * `!` is required, `NoXyz(…)` a repeating group with its delimiter first, `+Parties` the fields of that block in this place;
 * a block without `!` makes none of its fields required. Lines continue as in fields-notation.ts.
 *
 * What a counterparty changes is written over a version's own messages: a message that is known already gets what is new at its end
 * (into the group of that name, where there is one), and `Symbol?` makes a required field optional, `Symbol!` an optional one required.
 */
import { DictionaryError, type FieldDefinition, type Member } from './definition.js';
import type { MessageDefinition } from './definition.js';
import { logicalLines } from './fields-notation.js';

export interface MessageSet {
  readonly header: readonly Member[];
  readonly trailer: readonly Member[];
  readonly messages: ReadonlyMap<string, MessageDefinition>;
}

const EMPTY: MessageSet = { header: [], trailer: [], messages: new Map() };

/** A reader of one line's fields. */
class MembersReader {
  private at = 0;
  private readonly words: readonly string[];

  constructor(
    private readonly line: string,
    text: string,
    private readonly fields: ReadonlyMap<string, FieldDefinition>,
    private readonly blocks: ReadonlyMap<string, readonly Member[]>,
  ) {
    this.words = text.match(/[()]|[^\s()]+/g) ?? [];
  }

  all(known: readonly Member[]): Member[] {
    const members = this.members(known);
    if (this.at < this.words.length) throw new DictionaryError(this.line, 'a ")" without "("');
    return members;
  }

  private members(known: readonly Member[]): Member[] {
    const members = [...known];
    while (this.at < this.words.length && this.words[this.at] !== ')') {
      const word = this.words[this.at++]!;
      const [, plus, name = '', mark] = /^(\+?)(\w+)([!?]?)$/.exec(word) ?? [];
      if (plus === '+') members.push(...this.block(name, mark === '!'));
      else this.member(members, name, mark, word);
    }
    return members;
  }

  private block(name: string, isRequired: boolean): readonly Member[] {
    const block = this.blocks.get(name);
    if (block === undefined)
      throw new DictionaryError(this.line, `block "${name}" is not known before this line`);
    return isRequired ? block : block.map((member) => ({ ...member, isRequired: false }));
  }

  /** Puts one field into `members`, in the place it has there already or at the end. */
  private member(members: Member[], name: string, mark: string | undefined, word: string): void {
    const field = this.fields.get(name);
    if (field === undefined) throw new DictionaryError(this.line, `"${word}" is no known field`);
    const index = members.findIndex((member) => member.field.tag === field.tag);
    const old = members[index];
    let inside = old?.members;
    if (this.words[this.at] === '(') {
      this.at++;
      inside = this.members(inside ?? []);
      if (this.words[this.at++] !== ')')
        throw new DictionaryError(this.line, `the ")" of group ${name} is missing`);
      if (inside.length === 0) throw new DictionaryError(this.line, `group ${name} is empty`);
    }
    const isRequired = mark === '!' || (mark !== '?' && old?.isRequired === true);
    const member: Member = { field, isRequired, ...(inside ? { members: inside } : {}) };
    if (index < 0) members.push(member);
    else members[index] = member;
  }
}

/**
 * Read `text` over `known`, which is left as it is.
 * @throws DictionaryError
 */
export function messagesOf(
  text: string,
  fields: Iterable<FieldDefinition>,
  known: MessageSet = EMPTY,
): MessageSet {
  const named = new Map<string, FieldDefinition>();
  for (const field of fields) named.set(field.name, field);
  const blocks = new Map<string, readonly Member[]>();
  const messages = new Map(known.messages);
  let { header, trailer } = known;
  for (const line of logicalLines(text)) {
    const [, kind, first = '', second, rest = ''] =
      /^(header|trailer|block|message)(?: (\w+))?(?: (\w+))?:(.*)$/.exec(line) ?? [];
    const read = (old: readonly Member[]): Member[] =>
      new MembersReader(line, rest, named, blocks).all(old);
    if (kind === 'header') header = read(header);
    else if (kind === 'trailer') trailer = read(trailer);
    else if (kind === 'block' && first !== '') blocks.set(first, read([]));
    else if (kind === 'message' && first !== '') {
      const old = messages.get(first);
      const name = second ?? old?.name;
      if (name === undefined)
        throw new DictionaryError(line, `message ${first} is new: say "message ${first} NAME: …"`);
      messages.set(first, { msgType: first, name, members: read(old?.members ?? []) });
    } else
      throw new DictionaryError(
        line,
        'expected "header:", "trailer:", "block NAME:" or "message TYPE NAME:"',
      );
  }
  return { header, trailer, messages };
}
