/**
 * Single rooms on one thread, in a process of their own: only where both builds still have the exports
 * that micro-run.mjs drives. CPU time, not elapsed time: a neighbour on the core does not show in it.
 */
import { fileURLToPath } from 'node:url';
import { runChild } from './children.mjs';

const program = fileURLToPath(new URL('micro-run.mjs', import.meta.url));

const microScenario = (name, unit) => ({
  name,
  metrics: [{ name: 'CPU time', unit, better: 'lower' }],
  /** @returns { skipped } with the reason where this build has other exports. */
  async run(checkout, { recording }) {
    const { output } = await runChild(process.execPath, [program, name, checkout.dist, recording]);
    const { ns, skipped } = JSON.parse(output);
    return skipped === undefined ? { 'CPU time': ns } : { skipped };
  },
});

export const microScenarios = [
  microScenario('ring', 'ns/event'),
  microScenario('book', 'ns/message'),
  microScenario('encode', 'ns/frame'),
];
