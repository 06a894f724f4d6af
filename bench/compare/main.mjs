/**
 * `npm run bench:compare -- BASE HEAD`: two commits, built and run interleaved, and whether HEAD is worse beyond the noise.
 * Owns the order of things, the temporary folder and the exit code. Measures with the code of the working tree, whatever
 * the two commits are: they are driven through their command, their SDK and, in micro scenarios, exports that both have.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostFacts } from '../host-facts.mjs';
import { HELP, readArguments, UsageError } from './arguments.mjs';
import { findCommit, makeCheckout, uncommittedCount } from './checkout.mjs';
import { killChildren, runChild } from './children.mjs';
import { microScenarios } from './micro-scenarios.mjs';
import { pipelineScenario } from './pipeline-scenario.mjs';
import { reportText } from './report.mjs';
import { tickScenario } from './tick-scenario.mjs';
import { judge, roundsNeededFor } from './verdict.mjs';

const EXIT = { SAME: 0, WORSE: 1, USAGE: 2, FAILED: 3 };
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const SCENARIOS = [pipelineScenario, tickScenario, ...microScenarios];
const SYMBOLS = 50;
const ORDERS = [
  ['base', 'head', 'head', 'base'],
  ['head', 'base', 'base', 'head'],
];

const say = (text) => process.stderr.write(`${text}\n`);

/** The folder of everything temporary; gone again however this process ends, short of SIGKILL. */
function makeWorkFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'bookcast-compare-'));
  process.on('exit', () => {
    killChildren();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const [name, code] of Object.entries(SIGNALS)) process.on(name, () => process.exit(code));
  return folder;
}

function commitNamed(name) {
  const commit = findCommit(name);
  if (commit === undefined) throw new UsageError(`${name}: no such commit in this repository`);
  return commit;
}

/** One unmeasured run of each build: caches are warm, and what cannot be run shows at once. */
async function warmUp(scenarios, checkouts, context) {
  const skipped = [];
  for (const scenario of scenarios) {
    say(`warm-up: ${scenario.name}`);
    for (const checkout of Object.values(checkouts)) {
      const { skipped: reason } = await scenario.run(checkout, context);
      if (reason === undefined) continue;
      skipped.push({ scenario: scenario.name, reason: `${checkout.label}: ${reason}` });
      break;
    }
  }
  return {
    skipped,
    left: scenarios.filter(({ name }) => !skipped.some((s) => s.scenario === name)),
  };
}

/** @returns by scenario, for each round the values of every run: [{ base: [{…}, {…}], head: [{…}, {…}] }] */
async function runRounds(scenarios, checkouts, context, rounds) {
  const runs = new Map(scenarios.map(({ name }) => [name, []]));
  const startedMs = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (const scenario of scenarios) {
      const values = { base: [], head: [] };
      for (const arm of ORDERS[round % ORDERS.length])
        values[arm].push(await scenario.run(checkouts[arm], context));
      runs.get(scenario.name).push(values);
    }
    const leftMs = ((performance.now() - startedMs) / (round + 1)) * (rounds - round - 1);
    say(`round ${round + 1} of ${rounds}; about ${Math.ceil(leftMs / 1000)} s left`);
  }
  return runs;
}

const isMeasured = (rounds) =>
  rounds.every(({ base, head }) => [...base, ...head].every((value) => value > 0));

function judgeAll(scenarios, runs, tolerance) {
  const all = scenarios.flatMap((scenario) =>
    scenario.metrics.map((metric) => ({ scenario: scenario.name, ...metric })),
  );
  const metricCount = all.filter(({ isControl }) => isControl !== true).length;
  return all.map(({ scenario, name, unit, better, isControl }) => {
    const of = (values) => values.map((value) => value[name]);
    const rounds = runs.get(scenario).map(({ base, head }) => ({ base: of(base), head: of(head) }));
    if (!isMeasured(rounds))
      throw new Error(`${scenario} ${name}: some runs brought no value: ${JSON.stringify(rounds)}`);
    const judged = judge({ rounds, better, metricCount, tolerance });
    if (isControl === true) judged.verdict = 'control';
    return { scenario, metric: name, unit, better, ...judged, rounds };
  });
}

async function compare(options) {
  const [base, head] = [commitNamed(options.base), commitNamed(options.head)];
  const changed = uncommittedCount();
  if (changed > 0)
    say(`${changed} uncommitted changes of the working tree are not part of either commit`);
  const wanted = SCENARIOS.filter(({ name }) => options.scenarios.includes(name));
  requireRounds(wanted, options.rounds);
  requireWritable(options.jsonFile);

  const parent = makeWorkFolder();
  const installs = new Map();
  const checkouts = {
    base: await makeCheckout({ label: 'base', commit: base, parent, installs, say }),
    head: await makeCheckout({ label: 'head', commit: head, parent, installs, say }),
  };
  const recording = join(parent, 'day.itch50');
  say(`writes a recording of ${options.messages} messages`);
  await runChild(process.execPath, [
    checkouts.base.command,
    ...['sim', 'itch', '--symbols', String(SYMBOLS), '--seed', '1', '--out', recording],
    ...['--messages', String(options.messages)],
  ]);
  const context = { recording, seconds: options.seconds };
  const startedMs = performance.now();
  const { skipped, left } = await warmUp(wanted, checkouts, context);
  const runs = await runRounds(left, checkouts, context, options.rounds);
  const metrics = judgeAll(left, runs, options.tolerance);
  const minutes = (performance.now() - startedMs) / 60_000;
  const { rounds, tolerance, messages, seconds } = options;
  const settings = { rounds, tolerance, messages, seconds, minutes };
  const result = { host: hostFacts(), base, head, ...settings, skipped, metrics };
  if (options.jsonFile !== undefined)
    writeFileSync(options.jsonFile, `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`${reportText(result)}\n`);
  return metrics.some(({ verdict }) => verdict === 'worse') ? EXIT.WORSE : EXIT.SAME;
}

/** Too few rounds could never find anything: that must not look like a clean result. */
function requireRounds(scenarios, rounds) {
  const metricCount = scenarios.flatMap(({ metrics }) =>
    metrics.filter((m) => !m.isControl),
  ).length;
  const needed = roundsNeededFor(metricCount);
  if (rounds < needed)
    throw new UsageError(
      `--rounds ${rounds}: nothing can be shown in fewer than ${needed} (metrics: ${metricCount}); give more rounds, or fewer scenarios`,
    );
}

/** Before hours of measuring, not after them. */
function requireWritable(file) {
  if (file === undefined) return;
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new UsageError(`--json ${file}: ${error.message}`);
  }
}

async function main() {
  try {
    const options = readArguments(
      process.argv.slice(2),
      SCENARIOS.map(({ name }) => name),
    );
    if (!options.isHelp) return await compare(options);
    process.stdout.write(`${HELP}\n`);
    return EXIT.SAME;
  } catch (error) {
    say(`bench:compare: ${error.message}`);
    if (error instanceof UsageError) say('(--help says what there is)');
    return error instanceof UsageError ? EXIT.USAGE : EXIT.FAILED;
  }
}

process.exit(await main());
