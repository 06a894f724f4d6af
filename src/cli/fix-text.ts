/** Messages of a FIX log as people read them. Owns the layout; draws nothing itself. Cold. */
import { dictionaryOf } from '../fix/dictionary/dictionary-of.js';
import type { ShownField } from '../fix/log/field-tree.js';
import { problemText } from '../fix/log/logged-message.js';
import { TAG } from '../fix/tags.js';
import type { FixLogCounts, FixLogEntry } from './fix-log-entry.js';
import { alignedTable, countText } from './output.js';

export interface FixTextStyle {
  name(text: string): string;
  dim(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

const color =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string): string => text;

export const COLORED_FIX: FixTextStyle = {
  name: color(1),
  dim: color(2),
  bad: color(31),
  warn: color(33),
};
export const PLAIN_FIX: FixTextStyle = { name: plain, dim: plain, bad: plain, warn: plain };

const INDENT = '    ';
/** They are in the first line, or say nothing but that the message is one. */
const TITLE_TAGS: ReadonlySet<number> = new Set([
  TAG.BeginString,
  TAG.BodyLength,
  TAG.MsgType,
  TAG.MsgSeqNum,
  TAG.SenderCompID,
  TAG.TargetCompID,
  TAG.CheckSum,
]);
const DIRECTIONS = { in: 'in ', out: 'out' } as const;

/** The message with a line for each field and each entry of a group. */
export function fixText(entry: FixLogEntry, style: FixTextStyle): string {
  const { time = '-', direction, sender = '?', target = '?', msgSeqNum = '?' } = entry;
  const isSendingTimeShown = entry.fields.some(
    ({ tag, value }) => tag === TAG.SendingTime && value === time,
  );
  const type = entry.name ?? 'unknown message';
  const title = [
    style.dim(time),
    ...(direction === undefined ? [] : [DIRECTIONS[direction]]),
    `${style.name(type)}(${entry.msgType ?? '?'})`,
    `${sender} → ${target}`,
    `#${msgSeqNum}`,
  ].join('  ');
  const lines = [title];
  for (const why of entry.invalid) lines.push(INDENT + style.bad(`INVALID: ${why}`));
  if (entry.problem !== undefined && entry.invalid.length === 0) {
    const text = problemText(entry.problem, dictionaryOf(entry.version));
    lines.push(INDENT + style.warn(`would be rejected: ${text} (373=${entry.problem.reason})`));
  }
  for (const field of entry.fields) {
    const isInTitle =
      TITLE_TAGS.has(field.tag) || (field.tag === TAG.SendingTime && isSendingTimeShown);
    if (!isInTitle) lines.push(...fieldLines(field, INDENT, style));
  }
  return lines.join('\n');
}

const fieldText = (field: ShownField, style: FixTextStyle): string =>
  `${field.name ?? ''}${style.dim(`(${field.tag})`)}=${field.value}${
    field.meaning === undefined ? '' : style.dim(` (${field.meaning})`)
  }`;

function fieldLines(field: ShownField, indent: string, style: FixTextStyle): string[] {
  const lines = [indent + fieldText(field, style)];
  field.entries?.forEach((entry, index) => {
    const mark = `${index + 1}. `;
    const isFlat = (inner: ShownField): boolean => inner.entries === undefined;
    const flat = entry.filter(isFlat).map((inner) => fieldText(inner, style));
    lines.push(indent + INDENT + style.dim(mark) + flat.join('  '));
    for (const inner of entry)
      if (!isFlat(inner)) lines.push(...fieldLines(inner, indent + INDENT + INDENT, style));
  });
  return lines;
}

/** What is told at the end. */
export function fixCountsText(
  counts: FixLogCounts,
  linesWithout: number,
  style: FixTextStyle,
): string {
  const bad = `${countText(counts.invalid)} invalid`;
  const rejectable =
    counts.rejectable === 0
      ? ''
      : `, of these ${countText(counts.rejectable)} would be rejected by a session that validates`;
  const without = linesWithout === 0 ? '' : `; ${countText(linesWithout)} lines without a message`;
  const title = `${countText(counts.messages)} messages: ${countText(counts.valid)} valid${rejectable}, ${
    counts.invalid > 0 ? style.bad(bad) : bad
  }${without}`;
  const rows = [...counts.byType]
    .sort(([, a], [, b]) => b - a)
    .map(([type, count]) => [`  ${type}`, countText(count)]);
  return rows.length === 0 ? title : `${title}\n${alignedTable(rows, [false, true])}`;
}
