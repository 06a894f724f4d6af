/** What the command line of a comparison says. Owns its limits and its help; @throws UsageError for what is wrong. */
import { parseArgs } from 'node:util';
import { ROUNDS_LIMIT } from '../paired-ratio.mjs';

export class UsageError extends Error {}

export const HELP = `npm run bench:compare -- BASE HEAD [options]

Builds two commits, runs them interleaved, and says for throughput and each latency percentile how HEAD
compares with BASE. Exit code 0: no regression beyond the noise; 1: a regression; 2: wrong usage; 3: it could not be measured.

  --scenario NAMES     pipeline, tick, ring, book, encode; several with commas (default: all)
  --rounds N           rounds of four runs, at most ${ROUNDS_LIMIT} (default 10)
  --tolerance PERCENT  changes below this are never called (default 3)
  --messages N         messages of the recording that is replayed (default 2000000)
  --seconds N          measured seconds of one tick run (default 5)
  --json FILE          write the result with every single run
  --help`;

function number(flag, text, min, max) {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < min || value > max)
    throw new UsageError(`--${flag} ${text}: expected a number, ${min} to ${max}`);
  return value;
}

function wholeNumber(flag, text, min, max) {
  const value = number(flag, text, min, max);
  if (!Number.isInteger(value)) throw new UsageError(`--${flag} ${text}: expected a whole number`);
  return value;
}

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        scenario: { type: 'string', multiple: true },
        rounds: { type: 'string', default: '10' },
        tolerance: { type: 'string', default: '3' },
        messages: { type: 'string', default: '2000000' },
        seconds: { type: 'string', default: '5' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error.message.split('. ')[0]);
  }
}

/** @param known names of all scenarios */
export function readArguments(args, known) {
  const { values, positionals } = parse(args);
  if (values.help) return { isHelp: true };
  if (positionals.length !== 2)
    throw new UsageError(`two commits are wanted, BASE and HEAD; there are ${positionals.length}`);
  const names = (values.scenario ?? known).flatMap((text) => text.split(','));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      `--scenario ${unknown.join(', ')}: unknown; choose among ${known.join(', ')}`,
    );
  return {
    isHelp: false,
    base: positionals[0],
    head: positionals[1],
    scenarios: known.filter((name) => names.includes(name)),
    rounds: wholeNumber('rounds', values.rounds, 1, ROUNDS_LIMIT),
    tolerance: number('tolerance', values.tolerance, 0, 1000) / 100,
    messages: wholeNumber('messages', values.messages, 10_000, 100_000_000),
    seconds: wholeNumber('seconds', values.seconds, 1, 3600),
    jsonFile: values.json,
  };
}
