/**
 * One walk over the fields of a message, groups and all, along the plans of a flat dictionary. Owns where it is and what
 * it found; one message at a time. Hot: no allocation, no exception. Any thread, each with its own.
 */
import type { FieldTable } from '../codec/field-table.js';
import { TAG } from '../tags.js';
import { CHECK } from './checks.js';
import { FORMAT } from './field-type.js';
import { PLACE, SECTION, TRAIT, type FlatDictionary, type Plan } from './flat-dictionary.js';
import { REJECT_REASON, type RejectReason } from './reject-reason.js';
import { isWellFormed } from './value-format.js';
import type { ValueSet } from './value-set.js';

// A module's own constants are folded into the code, imported ones are loaded at every use.
const CHECK_DATA_FORMATS = CHECK.dataFormats;
const CHECK_DUPLICATE_TAGS = CHECK.duplicateTags;
const CHECK_EMPTY_VALUES = CHECK.emptyValues;
const CHECK_GROUP_COUNTS = CHECK.groupCounts;
const CHECK_GROUP_ORDER = CHECK.groupOrder;
const CHECK_MESSAGE_TAGS = CHECK.messageTags;
const CHECK_MSG_TYPES = CHECK.msgTypes;
const CHECK_REQUIRED_TAGS = CHECK.requiredTags;
const CHECK_SECTION_ORDER = CHECK.sectionOrder;
const CHECK_TAG_NUMBERS = CHECK.tagNumbers;
const CHECK_UNKNOWN_TAGS = CHECK.unknownTags;
const CHECK_USER_DEFINED_TAGS = CHECK.userDefinedTags;
const CHECK_VALUE_RANGES = CHECK.valueRanges;
const { BODY, HEADER, TRAILER } = SECTION;
const { FORMAT_MASK, SECTION_SHIFT, SECTION_MASK, VALUES } = TRAIT;
const { MASK: PLACE_MASK, REQUIRED_SHIFT, GROUP } = PLACE;
const { ANY, MANY_CHARS, MANY_VALUES } = FORMAT;
const TAG_MSG_TYPE = TAG.MsgType;
const FIRST_TAGS = Int32Array.of(TAG.BeginString, TAG.BodyLength, TAG.MsgType);
const STAMP_MAX = 0xf000_0000;
const SPACE = 0x20;
const ZERO = 0x30;
const EQUALS = 0x3d;
const TAG_DIGITS_MAX = 6;
/** Tags that counterparties agree on between themselves. */
const USER_TAGS_FIRST = 5_000;
const USER_TAGS_END = 10_000;
const INTERNAL_TAGS_END = 20_000;

const isUserDefined = (tag: number): boolean =>
  tag >= USER_TAGS_FIRST && (tag < USER_TAGS_END || tag >= INTERNAL_TAGS_END);

export class MessageWalk {
  /** RefTagID of what run() found; 0 where none can be named. */
  tag = 0;

  private reason: RejectReason | undefined;
  private table!: FieldTable;
  private flat!: FlatDictionary;
  private plan: Plan | undefined;
  private checks = 0;
  /** By depth: the plans of the groups in which the walk is. */
  private readonly groups: (Plan | undefined)[] = [];

  /** @returns the reason of the first problem; `tag` then says where. */
  run(table: FieldTable, flat: FlatDictionary, checks: number): RejectReason | undefined {
    this.table = table;
    this.flat = flat;
    this.checks = checks;
    this.reason = undefined;
    this.tag = 0;
    if (flat.stamp > STAMP_MAX) flat.clearStamps();
    if (this.isScanned() && this.startsRight() && this.isKnownType()) this.message();
    return this.reason;
  }

  private fail(reason: RejectReason, tag: number): void {
    this.reason = reason;
    this.tag = tag;
  }

  /** Whether the scanner took every byte; otherwise looks at the field that it stopped at. */
  private isScanned(): boolean {
    const { bytes, start, end, count, ends } = this.table;
    const fieldStart = count === 0 ? start : ends[count - 1]! + 1;
    if (fieldStart === end || (this.checks & CHECK_TAG_NUMBERS) === 0) return true;
    let at = fieldStart;
    let tag = 0;
    for (; at < end && bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9; at++)
      tag = tag * 10 + (bytes[at]! - ZERO);
    const isNumber =
      bytes[at] === EQUALS &&
      bytes[fieldStart] !== ZERO &&
      at > fieldStart &&
      at - fieldStart <= TAG_DIGITS_MAX;
    // A tag that is one, and yet no field: a data field's length is not the distance to its SOH.
    if (isNumber) this.fail(REJECT_REASON.IncorrectDataFormat, tag);
    else this.fail(REJECT_REASON.InvalidTagNumber, at - fieldStart <= TAG_DIGITS_MAX ? tag : 0);
    return false;
  }

  /** 8, 9, 35. */
  private startsRight(): boolean {
    if ((this.checks & CHECK_SECTION_ORDER) === 0) return true;
    const { tags, count } = this.table;
    for (let index = 0; index < FIRST_TAGS.length && index < count; index++) {
      if (tags[index] === FIRST_TAGS[index]) continue;
      this.fail(REJECT_REASON.TagOutOfOrder, tags[index]!);
      return false;
    }
    return true;
  }

  private isKnownType(): boolean {
    const { table, flat } = this;
    const index = table.find(TAG_MSG_TYPE);
    if (index < 0) {
      this.fail(REJECT_REASON.RequiredTagMissing, TAG_MSG_TYPE);
      return false;
    }
    const start = table.starts[index]!;
    const end = table.ends[index]!;
    this.plan = flat.planOfType(table.bytes, start, end);
    if (this.plan !== undefined || start === end || (this.checks & CHECK_MSG_TYPES) === 0)
      return true;
    if (flat.isMsgType(table.bytes, start, end)) return true;
    this.fail(REJECT_REASON.InvalidMsgType, TAG_MSG_TYPE);
    return false;
  }

  private message(): void {
    const { table, flat, plan, checks } = this;
    const { tags, count } = table;
    const stamps = flat.stamps[0]!;
    const stamp = ++flat.stamp;
    let section: number = HEADER;
    let requiredSeen = 0;
    let index = 0;
    while (index < count) {
      const tag = tags[index]!;
      const slot = flat.slotOf(tag);
      if (!this.isValueGood(index, slot)) return;
      if (slot === 0 || slot > flat.slotsUsed) {
        if (!this.mayStray(tag, slot)) return;
        index++;
        continue;
      }
      const part = (flat.traits[slot]! >> SECTION_SHIFT) & SECTION_MASK;
      if (part === section || this.mayFollow(part, section, index)) section = part;
      else return;
      const container = part === BODY ? plan : part === HEADER ? flat.header : flat.trailer;
      if (container === undefined) {
        index++;
        continue;
      }
      const place = container.places[slot]!;
      if (place === 0) {
        if (!this.mayStray(tag, slot)) return;
        index++;
        continue;
      }
      if (stamps[slot] !== stamp) {
        stamps[slot] = stamp;
        requiredSeen += (place >> REQUIRED_SHIFT) & 1;
      } else if ((checks & CHECK_DUPLICATE_TAGS) !== 0) {
        return this.fail(REJECT_REASON.TagAppearsMoreThanOnce, tag);
      }
      if ((place & GROUP) === 0) {
        index++;
        continue;
      }
      index = this.group(index, container.groups[place & PLACE_MASK]!, 1);
      if (this.reason !== undefined) return;
    }
    this.messageEnds(requiredSeen, stamp);
  }

  private messageEnds(requiredSeen: number, stamp: number): void {
    const { header, trailer, stamps } = this.flat;
    if ((this.checks & CHECK_REQUIRED_TAGS) === 0) return;
    const wanted = header.requiredCount + trailer.requiredCount + (this.plan?.requiredCount ?? 0);
    if (requiredSeen >= wanted) return;
    this.missing(header, stamps[0]!, stamp);
    if (this.reason === undefined && this.plan !== undefined)
      this.missing(this.plan, stamps[0]!, stamp);
    if (this.reason === undefined) this.missing(trailer, stamps[0]!, stamp);
  }

  /** Names the first required field without the stamp. */
  private missing(plan: Plan, stamps: Uint32Array, stamp: number): void {
    for (let place = 1; place < plan.tags.length; place++) {
      const tag = plan.tags[place]!;
      const slot = this.flat.slotOf(tag);
      if (plan.isRequired(slot) && stamps[slot] !== stamp)
        return this.fail(REJECT_REASON.RequiredTagMissing, tag);
    }
  }

  /** Whether a field of `part` may come in or after `section`. */
  private mayFollow(part: number, section: number, index: number): boolean {
    const isLater = section === HEADER || part === TRAILER;
    if (isLater || (this.checks & CHECK_SECTION_ORDER) === 0) return true;
    this.fail(REJECT_REASON.TagOutOfOrder, this.table.tags[index]!);
    return false;
  }

  /** Whether a field may stand where the dictionary has no place for it. */
  private mayStray(tag: number, slot: number): boolean {
    if (slot !== 0) {
      if (this.plan === undefined || (this.checks & CHECK_MESSAGE_TAGS) === 0) return true;
      this.fail(REJECT_REASON.TagNotDefinedForMessage, tag);
      return false;
    }
    const check = isUserDefined(tag) ? CHECK_USER_DEFINED_TAGS : CHECK_UNKNOWN_TAGS;
    if ((this.checks & check) === 0) return true;
    this.fail(REJECT_REASON.UndefinedTag, tag);
    return false;
  }

  private isValueGood(index: number, slot: number): boolean {
    const { table, flat, checks } = this;
    const start = table.starts[index]!;
    const end = table.ends[index]!;
    if (start === end) {
      if ((checks & CHECK_EMPTY_VALUES) === 0) return true;
      this.fail(REJECT_REASON.TagWithoutValue, table.tags[index]!);
      return false;
    }
    if (slot === 0) return true;
    const traits = flat.traits[slot]!;
    const format = traits & FORMAT_MASK;
    if (
      format !== ANY &&
      (checks & CHECK_DATA_FORMATS) !== 0 &&
      !isWellFormed(format, table.bytes, start, end)
    ) {
      this.fail(REJECT_REASON.IncorrectDataFormat, table.tags[index]!);
      return false;
    }
    if ((traits & VALUES) === 0 || (checks & CHECK_VALUE_RANGES) === 0) return true;
    if (isOneOf(flat.values[slot]!, format, table.bytes, start, end)) return true;
    // isKnownType() has judged it, and a counterparty's own messages are not among the values.
    if (table.tags[index] === TAG_MSG_TYPE) return true;
    this.fail(REJECT_REASON.ValueOutOfRange, table.tags[index]!);
    return false;
  }

  /**
   * @param index of the NumInGroup field
   * @returns the index behind the last entry
   */
  private group(index: number, plan: Plan, depth: number): number {
    const { table, flat, checks } = this;
    const { tags, count } = table;
    const stamps = flat.stamps[depth]!;
    this.groups[depth] = plan;
    const declared = table.integerAt(index);
    const isOrdered = (checks & CHECK_GROUP_ORDER) !== 0;
    // Where the order is free, entries begin with whatever the first one begins with.
    let delimiter = isOrdered ? plan.delimiter : 0;
    let entries = 0;
    let stamp = 0;
    let lastPlace = 0;
    let requiredSeen = 0;
    let next = index + 1;
    while (next < count) {
      const tag = tags[next]!;
      const slot = flat.slotOf(tag);
      const place = slot > flat.slotsUsed ? 0 : plan.places[slot]!;
      if (place === 0 && this.endsGroup(slot, depth)) break;
      if (!this.isValueGood(next, slot)) return next;
      if (place === 0) {
        // It belongs nowhere in the message: where that is let pass it rides along in its entry.
        if (!this.mayStray(tag, slot)) return next;
        next++;
        continue;
      }
      if (delimiter === 0) delimiter = tag;
      if (tag === delimiter) {
        if (entries > 0 && !this.isEntryWhole(plan, requiredSeen, stamps, stamp)) return next;
        entries++;
        stamp = ++flat.stamp;
        lastPlace = 0;
        requiredSeen = 0;
      } else if (stamps[slot] === stamp && (checks & CHECK_DUPLICATE_TAGS) !== 0) {
        this.fail(REJECT_REASON.TagAppearsMoreThanOnce, tag);
        return next;
      }
      const order = place & PLACE_MASK;
      if (isOrdered && (order < lastPlace || entries === 0)) {
        this.fail(REJECT_REASON.GroupFieldsOutOfOrder, tag);
        return next;
      }
      lastPlace = order;
      if (stamps[slot] !== stamp) requiredSeen += (place >> REQUIRED_SHIFT) & 1;
      stamps[slot] = stamp;
      if ((place & GROUP) === 0) {
        next++;
        continue;
      }
      next = this.group(next, plan.groups[order]!, depth + 1);
      if (this.reason !== undefined) return next;
    }
    if (entries > 0 && !this.isEntryWhole(plan, requiredSeen, stamps, stamp)) return next;
    if (entries !== declared && (checks & CHECK_GROUP_COUNTS) !== 0)
      this.fail(REJECT_REASON.IncorrectNumInGroup, tags[index]!);
    return next;
  }

  /** Whether a field that has no place in the entry has one around the group. */
  private endsGroup(slot: number, depth: number): boolean {
    const { flat, plan, groups } = this;
    if (slot === 0) return false;
    if (plan === undefined) return true;
    if (slot > flat.slotsUsed) return false;
    if (((flat.traits[slot]! >> SECTION_SHIFT) & SECTION_MASK) !== BODY || plan.places[slot] !== 0)
      return true;
    for (let outer = 1; outer < depth; outer++) if (groups[outer]!.places[slot] !== 0) return true;
    return false;
  }

  private isEntryWhole(plan: Plan, seen: number, stamps: Uint32Array, stamp: number): boolean {
    if (seen >= plan.requiredCount || (this.checks & CHECK_REQUIRED_TAGS) === 0) return true;
    this.missing(plan, stamps, stamp);
    return false;
  }
}

function isOneOf(
  values: ValueSet,
  format: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (format !== MANY_CHARS && format !== MANY_VALUES) return values.has(bytes, start, end);
  let at = start;
  for (let i = start; i <= end; i++) {
    if (i < end && bytes[i] !== SPACE) continue;
    if (!values.has(bytes, at, i)) return false;
    at = i + 1;
  }
  return true;
}
