/** `bookcast fix parse`: a FIX log, readable, with what is wrong in it. Cold. */
import { once } from 'node:events';
import type { Command } from 'commander';
import { DICTIONARY_VERSIONS } from '../fix/dictionary/dictionary.js';
import { dictionaryOf } from '../fix/dictionary/dictionary-of.js';
import { problemText } from '../fix/log/logged-message.js';
import { LogReader } from '../fix/log/log-reader.js';
import type { FixVersion } from '../fix/session/session-settings.js';
import { EXIT, UsageError, type ExitCode } from './exit-code.js';
import { FixLogCounts, fixLogEntry, type FixLogEntry } from './fix-log-entry.js';
import { forEachLine, openLog } from './fix-log-lines.js';
import { COLORED_FIX, fixCountsText, fixText, PLAIN_FIX } from './fix-text.js';
import { interruptSignal } from './interrupt.js';
import { countText, printError, printLine } from './output.js';
import { ProgressBar } from './progress-bar.js';

interface ParseFlags {
  readonly json?: boolean;
  readonly only?: ReadonlySet<string>;
  readonly version?: FixVersion;
  readonly strict?: boolean;
}

const VERSIONS = Object.keys(DICTIONARY_VERSIONS) as FixVersion[];

export function addFixCommand(program: Command, finish: (code: ExitCode) => void): void {
  const fix = program.command('fix').description('What helps with FIX counterparties.');
  fix
    .command('parse')
    .description('Print a FIX log readably: names, enumerations, groups, and what is invalid.')
    .argument('<file>', 'a log with FIX messages in its lines, .gz too; "-" is standard input')
    .option('--json', 'one JSON object per message and line, the counts at the end')
    .option('--only <types>', 'only these message types, as W,X or by name', typesOf)
    .option('--version <version>', `${VERSIONS.join(', ')}: read all messages so`, versionOf)
    .option('--strict', 'what a session that validates would reject is invalid too')
    .addHelpText(
      'after',
      `
SOH may be written as |, ^A, \\x01 or <SOH>; words and times in front of a message are taken from the log's own shape.
Passwords are never shown. The exit code is 1 where a message is invalid.

Examples:
  bookcast fix parse messages.log --only W,X
  zcat day.log.gz | bookcast fix parse - --json | jq 'select(.valid == false)'`,
    )
    .action(async (file: string, flags: ParseFlags) => finish(await parse(file, flags)));
}

function versionOf(text: string): FixVersion {
  const wanted = text.toUpperCase().replace(/^(FIX\.?)?/, 'FIX.');
  const version = VERSIONS.find((known) => known === wanted);
  if (version === undefined)
    throw new UsageError(`--version ${text}: expected one of ${VERSIONS.join(', ')}`);
  return version;
}

function typesOf(text: string): ReadonlySet<string> {
  const types = new Set<string>();
  for (const word of text.split(',').map((part) => part.trim())) {
    const named = VERSIONS.flatMap((version) => [
      ...(dictionaryOf(version).field(35)?.values ?? []),
    ]).find(([, name]) => name.toLowerCase() === word.toLowerCase());
    if (named === undefined && !/^\w{1,3}$/.test(word))
      throw new UsageError(
        `--only ${text}: "${word}" is no message type, as W or MarketDataRequest`,
      );
    types.add(named?.[0] ?? word);
  }
  return types;
}

async function parse(file: string, flags: ParseFlags): Promise<ExitCode> {
  const isColored = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  const style = isColored ? COLORED_FIX : PLAIN_FIX;
  const source = await openLog(file);
  const counts = new FixLogCounts();
  const bar = new ProgressBar(file);
  const signal = interruptSignal();
  let output = '';
  const reader = new LogReader((found) => {
    const entry = strictly(fixLogEntry(found, flags.version), flags.strict === true);
    if (flags.only !== undefined && !flags.only.has(entry.msgType ?? '')) return;
    counts.add(entry);
    output += flags.json === true ? `${jsonOf(entry)}\n` : `${fixText(entry, style)}\n\n`;
  });
  const written = async (): Promise<boolean> => {
    bar.update(source.done(), source.size, `${countText(counts.messages)} messages`);
    if (output !== '' && !process.stdout.write(output)) await once(process.stdout, 'drain');
    output = '';
    return !signal.aborted;
  };
  await forEachLine(source, (line) => reader.push(line), written);
  reader.end();
  await written();
  bar.end();
  const { messages, valid, invalid, rejectable } = counts;
  const summary = { messages, valid, invalid, rejectable, linesWithout: reader.linesWithout };
  if (flags.json === true) printLine(JSON.stringify({ summary }));
  else printLine(fixCountsText(counts, reader.linesWithout, style));
  if (signal.aborted) printError(`interrupted after ${messages} messages`);
  return invalid > 0 || signal.aborted ? EXIT.RUNTIME : EXIT.CLEAN;
}

/** With --strict, rule 13 decides too. */
function strictly(entry: FixLogEntry, isStrict: boolean): FixLogEntry {
  if (!isStrict || entry.problem === undefined) return entry;
  const { problem, ...rest } = entry;
  const why = problemText(problem, dictionaryOf(entry.version));
  return { ...rest, invalid: [...entry.invalid, why] };
}

function jsonOf({ invalid, problem, ...entry }: FixLogEntry): string {
  const { fields, ...rest } = entry;
  return JSON.stringify({
    ...rest,
    valid: invalid.length === 0,
    ...(invalid.length === 0 ? {} : { invalid }),
    ...(problem === undefined ? {} : { problem }),
    fields,
  });
}
