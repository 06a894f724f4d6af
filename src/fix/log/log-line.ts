/**
 * A line of a log → the FIX messages in it. Owns what logs look like: words and times in front of a message, separators that stand for
 * SOH, messages without an end. Text is ISO 8859-1, a character a byte. Cold, any thread.
 */

const SOH = '\x01';

/** What logs and documents write for SOH; the longer one of two that begin alike first. */
const SEPARATORS = [
  SOH,
  ' | ',
  '|',
  '^A',
  '\\x01',
  '\\u0001',
  '<SOH>',
  '[SOH]',
  '\xe2\x90\x81',
  ';',
];

const HEAD = /8=FIXT?\.\d\.\d(?:SP\d)?/g;
/** BodyLength's digits and the separator behind them, right behind BeginString. */
const BODY_LENGTH = /^9=(\d{1,9})/;

export interface LoggedMessage {
  /** What stands in front of it, from the message before on. */
  readonly prefix: string;
  /** `8=…10=…` with SOH behind each field; without a CheckSum where it has none. */
  readonly text: string;
  /** Where its text ends in the line. */
  readonly end: number;
  /** How many characters its BodyLength says are missing behind the line's end; 0 where it has its end. */
  readonly missing: number;
}

/** Every message of the line. */
export function messagesIn(line: string): LoggedMessage[] {
  const found: LoggedMessage[] = [];
  HEAD.lastIndex = 0;
  let from = 0;
  for (let head = HEAD.exec(line); head !== null; head = HEAD.exec(line)) {
    const start = head.index;
    if (start > 0 && /\d/.test(line[start - 1]!)) continue;
    const separator = separatorAt(line, start + head[0].length);
    if (separator === undefined) continue;
    const message = messageAt(line, start, start + head[0].length, separator);
    found.push({ prefix: line.slice(from, start), ...message });
    from = message.end;
    HEAD.lastIndex = from;
  }
  return found;
}

const separatorAt = (line: string, at: number): string | undefined =>
  SEPARATORS.find((separator) => line.startsWith(separator, at));

function messageAt(
  line: string,
  start: number,
  headEnd: number,
  separator: string,
): Omit<LoggedMessage, 'prefix'> {
  const checkSum = checkSumBy(line, headEnd + separator.length, separator);
  if (checkSum !== undefined) {
    const end = endOfField(line, checkSum, separator);
    return { text: withSoh(line.slice(start, end), separator), end, missing: 0 };
  }
  const next = nextHead(line, headEnd);
  const end = next ?? line.length;
  const bodyEnd = bodyEndBy(line, headEnd + separator.length, separator);
  const missing = next === undefined && bodyEnd !== undefined ? bodyEnd - line.length : 0;
  return { text: withSoh(line.slice(start, end), separator), end, missing: Math.max(0, missing) };
}

/** Where `10=` should stand by BodyLength. */
function bodyEndBy(line: string, bodyLengthAt: number, separator: string): number | undefined {
  const match = BODY_LENGTH.exec(line.slice(bodyLengthAt, bodyLengthAt + 12));
  if (match === null || separator.length > 1) return undefined;
  return bodyLengthAt + match[0].length + separator.length + Number(match[1]);
}

/** Where `10=` of the message stands: where BodyLength points to, else the first one. */
function checkSumBy(line: string, bodyLengthAt: number, separator: string): number | undefined {
  const told = bodyEndBy(line, bodyLengthAt, separator);
  if (told !== undefined && line.startsWith(`${separator}10=`, told - separator.length))
    return told;
  const at = line.indexOf(`${separator}10=`, bodyLengthAt);
  const next = nextHead(line, bodyLengthAt);
  return at < 0 || (next !== undefined && next < at) ? undefined : at + separator.length;
}

function nextHead(line: string, from: number): number | undefined {
  const at = line.indexOf('8=FIX', from);
  // A tag that ends with 8, or text in a field's value, is no new message.
  return at > 0 && !/[\d=]/.test(line[at - 1]!) ? at : undefined;
}

/** Behind CheckSum's value and its separator, where it has one. */
function endOfField(line: string, at: number, separator: string): number {
  let end = at + '10='.length;
  while (end < line.length && /\d/.test(line[end]!)) end++;
  return line.startsWith(separator, end) ? end + separator.length : end;
}

/** A separator is one only where a field begins behind it, so that a `|` in a text stays there. */
function withSoh(text: string, separator: string): string {
  const whole = text.trimEnd();
  const last = separator.trimEnd();
  const closed = whole.endsWith(last) ? whole.slice(0, -last.length) : whole;
  if (separator === SOH) return closed + SOH;
  let out = '';
  let from = 0;
  for (let at = closed.indexOf(separator); at >= 0; at = closed.indexOf(separator, at + 1)) {
    const next = at + separator.length;
    if (!/^\d{1,6}=/.test(closed.slice(next, next + 7))) continue;
    out += closed.slice(from, at) + SOH;
    from = next;
  }
  return out + closed.slice(from) + SOH;
}

/** When a line was written, as it says itself: `20230124-13:30:46.025`, `2023-01-24 13:30:46,025`, `13:30:46`. */
const TIME =
  /\d{8}-\d\d:\d\d:\d\d(?:[.,]\d+)?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d:\d\d:\d\d(?:[.,]\d+)?/;
/** `<`, `>` and `!` (came, and was garbled) are our own message log's. */
const IN =
  /(^|[^A-Za-z])(in|incoming|inbound|recv|recvd|received|rcvd|rx|fromapp|fromadmin)([^A-Za-z]|$)|<-|<<<|(^|\s)[<!](\s|$)/i;
const OUT =
  /(^|[^A-Za-z])(out|outgoing|outbound|sent|send|sending|tx|toapp|toadmin)([^A-Za-z]|$)|->|>>>|(^|\s)>(\s|$)/i;

export const timeIn = (prefix: string): string | undefined => TIME.exec(prefix)?.[0];

export function directionIn(prefix: string): 'in' | 'out' | undefined {
  const isIn = IN.test(prefix);
  return isIn === OUT.test(prefix) ? undefined : isIn ? 'in' : 'out';
}
