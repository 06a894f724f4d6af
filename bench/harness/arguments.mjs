/** Arguments of the bench. What is wrong is refused with what would be right. */
import { parseArgs } from 'node:util';
import { SCENARIO_NAMES } from './scenarios.mjs';

const ROUNDS_MAX = 100;

export const HELP = `Usage: npm run bench -- [name…] [options]      (or: bookcast bench [name…] [options])

Measures Bookcast beside its peers: rounds A B … A, then backwards, every run in a process of its own,
warm-up discarded, the base against itself as noise, the platform's hiccups beside it.

Names: ${SCENARIO_NAMES.join(', ')}; none means all.

  --list          scenarios, cases and variants, and what cannot run here
  --quick         short runs and few rounds: shows that everything works, its figures mean little
  --rounds <n>    timed runs of each variant, instead of what each scenario has for itself
  --json <file>   write the result as JSON, too
  --markdown      print the tables of the README instead of the report
  --update <file> put them into a file, between its two bench comments
  --from <file>   measure nothing: report an earlier --json file
  --help          this text
`;

/** An argument that is refused. */
export class ArgumentError extends Error {}

/**
 * @param argv the arguments behind the program's name.
 * @returns {names, list, quick, rounds, json, markdown, update, from, help}, and told: the arguments that
 *   decide what is measured, as they are typed.
 */
export function readArguments(argv) {
  const { values, positionals } = parse(argv);
  const unknown = positionals.filter((name) => !SCENARIO_NAMES.includes(name));
  if (unknown.length > 0) {
    throw new ArgumentError(
      `unknown scenario ${unknown.join(', ')}; choose among: ${SCENARIO_NAMES.join(', ')}`,
    );
  }
  let rounds;
  if (values.rounds !== undefined) {
    rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) {
      throw new ArgumentError(
        `--rounds ${values.rounds}: expected a whole number, 1 to ${ROUNDS_MAX}`,
      );
    }
  }
  return {
    ...values,
    rounds,
    names: positionals.length > 0 ? [...new Set(positionals)] : SCENARIO_NAMES,
    told: [
      ...positionals,
      ...(values.quick ? ['--quick'] : []),
      ...(rounds === undefined ? [] : ['--rounds', String(rounds)]),
    ],
  };
}

function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        list: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        json: { type: 'string' },
        markdown: { type: 'boolean', default: false },
        update: { type: 'string' },
        from: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new ArgumentError(
      `${error.message.split('. To specify')[0]} (--help lists what there is)`,
    );
  }
}
