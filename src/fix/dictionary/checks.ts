/** What validate() looks at, as bits, so that a counterparty's habits can be let pass one by one. Plain data. */

export const CHECK = {
  /** 0: a tag that is no number, zero, or written with leading zeros. */
  tagNumbers: 1 << 0,
  /** 1 */
  requiredTags: 1 << 1,
  /** 2: fields that the standard has, but not in this message. */
  messageTags: 1 << 2,
  /** 3: tags below 5000 (or from 10000 to 19999) that the dictionary does not know. */
  unknownTags: 1 << 3,
  /** 3: tags of users' own (5000 to 9999 and from 20000 on) that the dictionary does not know. */
  userDefinedTags: 1 << 4,
  /** 4 */
  emptyValues: 1 << 5,
  /** 5 */
  valueRanges: 1 << 6,
  /** 6 */
  dataFormats: 1 << 7,
  /** 11 */
  msgTypes: 1 << 8,
  /** 13 */
  duplicateTags: 1 << 9,
  /** 14: header, body, trailer. */
  sectionOrder: 1 << 10,
  /** 15: within an entry of a repeating group. */
  groupOrder: 1 << 11,
  /** 16 */
  groupCounts: 1 << 12,
} as const;

export type CheckName = keyof typeof CHECK;

export const CHECK_NAMES = Object.keys(CHECK) as readonly CheckName[];

/** Everything but fields of users' own: a counterparty may add those without asking. */
export const CHECKS_USUAL =
  CHECK_NAMES.reduce((all, name) => all | CHECK[name], 0) & ~CHECK.userDefinedTags;

/** Everything. */
export const CHECKS_ALL = CHECKS_USUAL | CHECK.userDefinedTags;

/** The usual ones, but for those named. */
export function checksOf(switches: Readonly<Partial<Record<CheckName, boolean>>>): number {
  let checks: number = CHECKS_USUAL;
  for (const name of CHECK_NAMES) {
    if (switches[name] === true) checks |= CHECK[name];
    if (switches[name] === false) checks &= ~CHECK[name];
  }
  return checks;
}
