/**
 * The one log of a process: pino on stderr, JSON for machines, aligned text for a terminal. Owns
 * the format of lines. Supervisor only; threads send their lines as messages.
 */
import { pino, type Logger } from 'pino';
import type { LogMessage } from './threads/thread-messages.js';

export type RunLog = Logger;

export interface RunLogOptions {
  readonly level: string;
  readonly format: 'auto' | 'text' | 'json';
  /** Where lines go; stderr where not given. */
  readonly sink?: { write(line: string): unknown };
  readonly isTerminal?: boolean;
}

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO ',
  40: 'WARN ',
  50: 'ERROR',
  60: 'FATAL',
};
/** Ends of an ISO time: the hour and the millisecond. */
const CLOCK_START = 11;
const CLOCK_END = 23;

export function makeRunLog(options: RunLogOptions): RunLog {
  const sink = options.sink ?? process.stderr;
  const isTerminal = options.isTerminal ?? process.stderr.isTTY === true;
  const isText = options.format === 'text' || (options.format === 'auto' && isTerminal);
  const write = isText
    ? (line: string): unknown => sink.write(textLine(JSON.parse(line) as Record<string, unknown>))
    : (line: string): unknown => sink.write(line);
  return pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write },
  );
}

/** `09:30:00.123 INFO  text  key=value` */
function textLine({ level, time, msg, ...fields }: Record<string, unknown>): string {
  const name = LEVEL_NAMES[Number(level)] ?? String(level);
  const pairs = Object.entries(fields).map(([key, value]) => `  ${key}=${fieldText(value)}`);
  return `${String(time).slice(CLOCK_START, CLOCK_END)} ${name} ${String(msg)}${pairs.join('')}\n`;
}

const fieldText = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);

/** A line that a thread sent. */
export function logThreadMessage(log: RunLog, thread: string, message: LogMessage): void {
  log[message.level]({ thread, ...message.fields }, message.text);
}
