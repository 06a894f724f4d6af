/**
 * A dictionary as arrays, for the look-ups of every message. Owns them; filled once, then only read, but for the
 * stamps of the message in hand: one thread may use one object. Hot.
 *
 * A tag has a *slot*: 0 is unknown, 1 to `slotsUsed` are fields of messages, those above are known but in no message
 * that the dictionary defines. A *plan* is what may stand in a message, a group's entry, the header or the trailer.
 */
import type { FieldDefinition, Member } from './definition.js';
import { FIELD_FORMATS } from './field-type.js';
import type { MessageSet } from './messages-notation.js';
import { TAG } from '../tags.js';
import { ValueSet } from './value-set.js';

/** Tags below have their slot in a flat array. */
const FLAT_TAGS = 65_536;
/** Of MsgType: so many bytes make a key. */
const MSG_TYPE_BYTES_MAX = 3;

export const SECTION = { BODY: 0, HEADER: 1, TRAILER: 2 } as const;

/** What a field is, in one number: look-ups are what the walk over a message costs. */
export const TRAIT = {
  FORMAT_MASK: 0x0f,
  SECTION_SHIFT: 4,
  SECTION_MASK: 0x03,
  VALUES: 0x40,
} as const;

/** What a field is in a plan, in one number. */
export const PLACE = { MASK: 0x0fff, REQUIRED_SHIFT: 12, GROUP: 0x2000 } as const;

export class Plan {
  /** By slot: place in the standard's order, from 1, with the bits of PLACE; 0 does not belong here. */
  readonly places: Uint16Array;
  requiredCount = 0;
  /** By place. */
  readonly groups: (Plan | undefined)[] = [undefined];
  /** By place. */
  readonly tags: number[] = [0];

  constructor(slotsUsed: number) {
    this.places = new Uint16Array(slotsUsed + 1);
  }

  /** Of a group's plan: the tag that begins an entry. */
  get delimiter(): number {
    return this.tags[1]!;
  }

  isRequired(slot: number): boolean {
    return ((this.places[slot]! >> PLACE.REQUIRED_SHIFT) & 1) === 1;
  }
}

export class FlatDictionary {
  readonly slotsUsed: number;
  /** By slot, bits of TRAIT. */
  readonly traits: Uint8Array;
  /** By slot. */
  readonly values: (ValueSet | undefined)[] = [undefined];
  readonly header: Plan;
  readonly trailer: Plan;
  /** Per depth of groups, by slot: the stamp of the message or entry that had the field last. */
  readonly stamps: readonly Uint32Array[];
  /** The newest stamp. */
  stamp = 0;

  private readonly near = new Uint16Array(FLAT_TAGS);
  private readonly far = new Map<number, number>();
  private readonly plans = new Map<number, Plan>();
  private readonly longPlans = new Map<string, Plan>();
  private readonly msgTypes: ValueSet | undefined;
  private readonly planOfMembers = new Map<readonly Member[], Plan>();

  constructor(fields: ReadonlyMap<number, FieldDefinition>, parts: MessageSet) {
    const used = new Set<number>();
    let depthMax = 0;
    const collect = (members: readonly Member[], depth: number): void => {
      depthMax = Math.max(depthMax, depth);
      for (const { field, members: inside } of members) {
        used.add(field.tag);
        if (inside !== undefined) collect(inside, depth + 1);
      }
    };
    const containers = [parts.header, parts.trailer, ...messageMembers(parts)];
    for (const members of containers) collect(members, 0);
    this.slotsUsed = used.size;
    const tags = [...used, ...[...fields.keys()].filter((tag) => !used.has(tag))];
    this.traits = new Uint8Array(tags.length + 1);
    tags.forEach((tag, index) => this.addSlot(fields.get(tag)!, index + 1));
    this.header = this.planOf(parts.header);
    this.trailer = this.planOf(parts.trailer);
    this.belong(parts.header, SECTION.HEADER);
    this.belong(parts.trailer, SECTION.TRAILER);
    for (const { msgType, members } of parts.messages.values()) {
      if (msgType.length > MSG_TYPE_BYTES_MAX) this.longPlans.set(msgType, this.planOf(members));
      else this.plans.set(keyOfText(msgType), this.planOf(members));
    }
    this.msgTypes = this.values[this.slotOf(TAG.MsgType)];
    this.stamps = Array.from({ length: depthMax + 1 }, () => new Uint32Array(this.slotsUsed + 1));
  }

  /** Before stamps would begin anew at values that are still there. */
  clearStamps(): void {
    this.stamp = 0;
    for (const stamps of this.stamps) stamps.fill(0);
  }

  slotOf(tag: number): number {
    return tag < FLAT_TAGS ? this.near[tag]! : (this.far.get(tag) ?? 0);
  }

  /** What may stand in a message of this type; undefined where the dictionary does not define it. */
  planOfType(bytes: Uint8Array, start: number, end: number): Plan | undefined {
    if (end - start > MSG_TYPE_BYTES_MAX)
      return this.longPlans.get(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
    let key = 0;
    for (let i = start; i < end; i++) key = (key << 8) | bytes[i]!;
    return this.plans.get(key);
  }

  /** Whether the version has a message of this type, defined here or not. */
  isMsgType(bytes: Uint8Array, start: number, end: number): boolean {
    return this.msgTypes === undefined || this.msgTypes.has(bytes, start, end);
  }

  private addSlot(field: FieldDefinition, slot: number): void {
    if (field.tag < FLAT_TAGS) this.near[field.tag] = slot;
    else this.far.set(field.tag, slot);
    this.traits[slot] = FIELD_FORMATS[field.type] | (field.values === undefined ? 0 : TRAIT.VALUES);
    this.values[slot] = field.values === undefined ? undefined : new ValueSet(field.values.keys());
  }

  private belong(members: readonly Member[], section: number): void {
    for (const { field } of members)
      this.traits[this.slotOf(field.tag)]! |= section << TRAIT.SECTION_SHIFT;
  }

  private planOf(members: readonly Member[]): Plan {
    let plan = this.planOfMembers.get(members);
    if (plan !== undefined) return plan;
    plan = new Plan(this.slotsUsed);
    this.planOfMembers.set(members, plan);
    for (const { field, isRequired, members: inside } of members) {
      const slot = this.slotOf(field.tag);
      plan.places[slot] =
        plan.tags.length |
        (isRequired ? 1 << PLACE.REQUIRED_SHIFT : 0) |
        (inside === undefined ? 0 : PLACE.GROUP);
      plan.tags.push(field.tag);
      plan.groups.push(inside === undefined ? undefined : this.planOf(inside));
      if (isRequired) plan.requiredCount++;
    }
    return plan;
  }
}

const messageMembers = (parts: MessageSet): (readonly Member[])[] =>
  [...parts.messages.values()].map(({ members }) => members);

function keyOfText(msgType: string): number {
  let key = 0;
  for (let i = 0; i < msgType.length; i++) key = (key << 8) | msgType.charCodeAt(i);
  return key;
}
