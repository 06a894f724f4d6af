/** The checks of the host as text for 80 columns, or as JSON. Owns the layout; prints nothing itself. Cold. */
import type { CheckResult } from '../host/index.js';

type Status = CheckResult['status'];

const COLUMNS = 80;
const STATUS_WIDTH = 7;
const TITLE_WIDTH = 17;
const INDENT = STATUS_WIDTH + 2 + TITLE_WIDTH + 2;
const STATUSES: readonly Status[] = ['problem', 'advice', 'ok', 'unknown'];
const COLOR: Readonly<Record<Status, number>> = { ok: 32, advice: 33, problem: 31, unknown: 2 };

/** Words in lines of at most `width`; a longer word has a line to itself. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** `label` once, then the text beside it. */
function paragraph(label: string, text: string, indent: number): string[] {
  return wrapped(text, COLUMNS - indent).map(
    (line, i) => (i === 0 ? label : '').padEnd(indent) + line,
  );
}

const counted = (results: readonly CheckResult[], status: Status): number =>
  results.filter((result) => result.status === status).length;

/** What is well takes a line; the rest says why it matters and what to do. */
export function doctorText(results: readonly CheckResult[], isColored: boolean): string {
  const paint = (status: Status, text: string): string =>
    isColored ? `\u001b[${COLOR[status]}m${text}\u001b[0m` : text;
  const lines = results.flatMap(({ status, title, found, why, fix }) => {
    const head = `${status.padEnd(STATUS_WIDTH)}  ${title}`;
    const [first = '', ...rest] = paragraph(head, found, INDENT);
    const label = (name: string): string => `${' '.repeat(STATUS_WIDTH + 2)}${name}`;
    const detail =
      fix === undefined
        ? []
        : [
            ...paragraph(label('why'), why, STATUS_WIDTH + 7),
            ...paragraph(label('do'), fix, STATUS_WIDTH + 7),
          ];
    return [
      paint(status, first.slice(0, STATUS_WIDTH)) + first.slice(STATUS_WIDTH),
      ...rest,
      ...detail,
    ];
  });
  const summary = STATUSES.map((status) => `${counted(results, status)} ${status}`).join(', ');
  return `${lines.join('\n')}\n\n${summary}`;
}

/** New checks and fields may come; ids and statuses stay. */
export function doctorJson(results: readonly CheckResult[]): Record<string, unknown> {
  return {
    status: counted(results, 'problem') > 0 ? 'problem' : 'ok',
    counts: Object.fromEntries(STATUSES.map((status) => [status, counted(results, status)])),
    checks: results,
  };
}
