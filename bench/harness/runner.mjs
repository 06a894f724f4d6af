/** Runs scenarios: every case in interleaved rounds, with the hiccup meter beside it. */
import { compareRounds } from './compare-rounds.mjs';
import { startHiccupMeter } from './hiccup-meter.mjs';
import { roundRuns } from './interleave.mjs';
import { Progress } from './progress.mjs';
import { missing } from './requirements.mjs';
import { runSample } from './run-sample.mjs';

/** What will run of a scenario: its cases, with the variants that can run here and those that cannot. */
function planOf(scenario, { quick, rounds }) {
  const roundCount = rounds ?? (quick ? scenario.quickRounds : scenario.rounds);
  const repeatBase = scenario.repeatBase !== false;
  return scenario.cells
    .filter((cell) => !quick || cell.quick !== false)
    .map((cell) => {
      const states = cell.variants.map((variant) => ({ variant, reason: missing(variant.needs) }));
      const variants = states
        .filter(({ reason }) => reason === undefined)
        .map(({ variant }) => variant);
      const skipped = states.filter(({ reason }) => reason !== undefined);
      // Without its base a case has nothing to be compared with.
      const isRun = states[0].reason === undefined;
      const runCount = isRun ? roundCount * (variants.length + (repeatBase ? 1 : 0)) : 0;
      return { cell, variants, skipped, roundCount, repeatBase, isRun, runCount };
    });
}

/** One timed run, told by the variant's name when it fails. */
async function runOnce(scenario, cell, variant, quick, prepared) {
  try {
    return await runSample({
      scenario: scenario.name,
      cell: cell.name,
      variant: variant.name,
      quick,
      prepared,
      limitSeconds: scenario.limitSeconds,
    });
  } catch (error) {
    throw new Error(`${variant.title}: ${error.message}`, { cause: error });
  }
}

/** All rounds of a case. @returns per round the metrics by variant, and those of the base's second run. */
async function runRounds(scenario, plan, prepared, quick, progress, facts) {
  const { cell, variants, roundCount, repeatBase } = plan;
  const label = `${scenario.name} · ${cell.title}`;
  const rounds = [];
  for (let round = 0; round < roundCount; round++) {
    const current = { runs: new Map(), repeat: undefined };
    for (const { variant, repeat } of roundRuns(variants, round, repeatBase)) {
      progress.begin(label, `${variant.title}, round ${round + 1} of ${roundCount}`);
      const result = await runOnce(scenario, cell, variant, quick, prepared);
      progress.advance();
      if (repeat) current.repeat = result.metrics;
      else current.runs.set(variant.name, result.metrics);
      if (result.facts) (facts[variant.name] ??= []).push(result.facts);
    }
    rounds.push(current);
  }
  return rounds;
}

async function runCell(scenario, plan, prepared, quick, progress) {
  const startedMs = performance.now();
  const meter = startHiccupMeter();
  const facts = {};
  let rounds;
  let hiccups;
  try {
    rounds = await runRounds(scenario, plan, prepared, quick, progress, facts);
  } finally {
    hiccups = await meter.finish();
  }
  return {
    rounds: plan.roundCount,
    seconds: Math.round((performance.now() - startedMs) / 100) / 10,
    hiccups,
    metrics: compareRounds(plan.cell.metrics, plan.variants, rounds),
    facts,
  };
}

/**
 * @param options {quick, rounds}.
 * @param report called with each case's result as it is there.
 * @returns {results, failures}: a case that fails does not end the others.
 */
export async function runScenarios(scenarios, options, report) {
  const plans = scenarios.map((scenario) => ({ scenario, cells: planOf(scenario, options) }));
  const runCount = plans
    .flatMap(({ cells }) => cells)
    .reduce((sum, plan) => sum + plan.runCount, 0);
  const progress = new Progress(Math.max(1, runCount));
  const outcome = { results: [], failures: [] };
  for (const { scenario, cells } of plans) {
    await runScenario(scenario, cells, options, progress, outcome, report);
  }
  progress.clear();
  return outcome;
}

async function runScenario(scenario, cells, options, progress, outcome, report) {
  const isRun = cells.some((plan) => plan.isRun);
  if (isRun && scenario.prepare) progress.begin(scenario.name, 'preparing');
  const prepared = isRun ? await scenario.prepare?.(options) : undefined;
  const cleanUp = () => prepared !== undefined && scenario.cleanup?.(prepared);
  // An interrupted bench leaves nothing behind, either.
  process.once('exit', cleanUp);
  try {
    for (const plan of cells) {
      const doneBefore = progress.done;
      try {
        const result = skeletonOf(scenario, plan);
        if (plan.isRun)
          Object.assign(result, await runCell(scenario, plan, prepared, options.quick, progress));
        outcome.results.push(result);
        progress.clear();
        report(result);
      } catch (error) {
        progress.clear();
        const { message } = error;
        outcome.failures.push({ scenario: scenario.name, cell: plan.cell.name, message });
      }
      progress.advance(plan.runCount - (progress.done - doneBefore));
    }
  } finally {
    process.off('exit', cleanUp);
    cleanUp();
  }
}

const skeletonOf = (scenario, { cell, skipped }) => ({
  scenario: scenario.name,
  title: scenario.title,
  cell: cell.name,
  cellTitle: cell.title,
  skipped: skipped.map(({ variant: { name, title }, reason }) => ({
    variant: name,
    title,
    reason,
  })),
});
