/**
 * The scenarios, in the order in which they run. Each module exports
 *
 *   scenario = {
 *     name, title,
 *     rounds, quickRounds,          how often every variant is timed
 *     repeatBase,                   false: no second run of the base, no noise (long scenarios)
 *     limitSeconds,                 a run that takes longer is ended and has failed
 *     cells: [{                     what is varied; each is a comparison of its own
 *       name, title,
 *       metrics: [{name, unit, better: 'higher' | 'lower'}],
 *       variants: [{name, title, needs}],   Bookcast first: it is the base
 *       quick,                      false: left out by --quick
 *     }],
 *     prepare({quick}), cleanup(prepared)   once for all runs; what it returns is JSON; cleanup is synchronous
 *   }
 *   sample({cell, variant, quick, prepared})   one timed run, in its own process, warm-up inside
 *     → {metrics, facts}
 */
export const SCENARIO_NAMES = [
  'ring',
  'parse',
  'book',
  'encode',
  'fix',
  'report',
  'fanout',
  'pipeline',
  'record',
  'venue',
  'tick',
  'slow',
  'collections',
  'memory',
];

/** The module of a scenario. */
export const moduleOf = (name) => import(new URL(`../scenarios/${name}.mjs`, import.meta.url).href);

/** Descriptions of the scenarios with these names, in this order. */
export async function loadScenarios(names) {
  const modules = await Promise.all(names.map(moduleOf));
  return modules.map(({ scenario }) => scenario);
}
