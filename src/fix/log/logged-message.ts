/**
 * One message of a log, read and judged: is it whole (rule 4), and would a session that validates reject it (rule 13)? Owns the words
 * for what is wrong. Cold, any thread.
 */
import { FieldTable } from '../codec/field-table.js';
import { scanMessage } from '../codec/scan-message.js';
import { CHECKS_USUAL } from '../dictionary/checks.js';
import { dictionaryOf } from '../dictionary/dictionary-of.js';
import type { Dictionary } from '../dictionary/dictionary.js';
import { validate, type Problem } from '../dictionary/validate.js';
import type { FixVersion } from '../session/session-settings.js';
import { TAG } from '../tags.js';
import { SECRET_TEXT } from './secret-fields.js';
import { FieldTree, withoutControls, type ShownField } from './field-tree.js';

export interface JudgedMessage {
  /** Of the dictionary that was used. */
  readonly version: FixVersion;
  readonly msgType?: string;
  /** `MarketDataRequest`. */
  readonly name?: string;
  readonly fields: readonly ShownField[];
  /** Why a session would ignore it; none where it is whole. */
  readonly invalid: readonly string[];
  /** Why a session would reject it, though it is whole. */
  readonly problem?: Problem;
}

/** By BeginString; versions without a dictionary are read with the nearest one that has their fields. */
const VERSIONS: readonly (readonly [prefix: string, version: FixVersion])[] = [
  ['8=FIX.4.0', 'FIX.4.2'],
  ['8=FIX.4.1', 'FIX.4.2'],
  ['8=FIX.4.2', 'FIX.4.2'],
  ['8=FIX.4', 'FIX.4.4'],
  ['8=', 'FIX.5.0SP2'],
];

export const versionOf = (text: string): FixVersion =>
  VERSIONS.find(([prefix]) => text.startsWith(prefix))?.[1] ?? 'FIX.4.4';

const table = new FieldTable();

/** @param text ISO 8859-1, SOH behind each field; see log-line.ts */
export function judgedMessage(
  text: string,
  version: FixVersion = versionOf(text),
  checks: number = CHECKS_USUAL,
): JudgedMessage {
  const dictionary = dictionaryOf(version);
  const bytes = Buffer.from(text, 'latin1');
  const isScanned = scanMessage(table, bytes, 0, bytes.length, dictionary.dataFields);
  const msgType = table.text(TAG.MsgType);
  const name = msgType === undefined ? undefined : dictionary.messageName(msgType);
  const fields = new FieldTree(table, dictionary, msgType).fields();
  const invalid = isMasked() ? [] : faultsOfFrame(bytes);
  const problem = problemOf(dictionary, checks);
  if (!isScanned && problem !== undefined) invalid.push(problemText(problem, dictionary));
  return {
    version,
    ...(msgType === undefined ? {} : { msgType: withoutControls(msgType) }),
    ...(name === undefined ? {} : { name }),
    fields,
    invalid,
    ...(problem === undefined || !isScanned ? {} : { problem }),
  };
}

/** The log hid a secret itself: these are not the bytes that BodyLength and CheckSum speak of. */
function isMasked(): boolean {
  for (let index = 0; index < table.count; index++)
    if (table.textAt(index).includes(SECRET_TEXT)) return true;
  return false;
}

const problemOf = (dictionary: Dictionary, checks: number): Problem | undefined =>
  validate(table, dictionary, checks);

/** `Required tag missing, MDReqID(262)` */
export function problemText(problem: Problem, dictionary: Dictionary): string {
  if (problem.tag === 0) return problem.text;
  return `${problem.text}, ${dictionary.field(problem.tag)?.name ?? ''}(${problem.tag})`;
}

const FIRST_FIELDS = /^8=[^\x01]+\x019=(\d+)\x0135=[^\x01]+\x01/;
const CHECK_SUM = /\x0110=([^\x01]*)\x01$/;

/** Rule 4: the first three fields, BodyLength, CheckSum. */
function faultsOfFrame(bytes: Buffer): string[] {
  const text = bytes.toString('latin1');
  const faults: string[] = [];
  const first = FIRST_FIELDS.exec(text);
  const last = CHECK_SUM.exec(text);
  if (first === null)
    faults.push('the first three fields are not BeginString(8), BodyLength(9), MsgType(35)');
  if (last === null) faults.push('CheckSum(10) is missing at the end');
  const bodyEnd = last === null ? text.length : last.index + 1;
  if (first !== null) {
    const bodyLength = bodyEnd - (text.indexOf('\x01', text.indexOf('\x019=') + 1) + 1);
    if (Number(first[1]) !== bodyLength)
      faults.push(`BodyLength(9) says ${first[1]!}, is ${bodyLength}`);
  }
  if (last !== null) {
    let sum = 0;
    for (let i = 0; i < bodyEnd; i++) sum += bytes[i]!;
    const checkSum = String(sum % 256).padStart(3, '0');
    if (last[1] !== checkSum)
      faults.push(`CheckSum(10) says ${withoutControls(last[1]!)}, is ${checkSum}`);
  }
  return faults;
}
