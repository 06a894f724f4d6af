/** Check: how fast a sleeping lane is awake, measured. Cold. */
import { advice, ok, problem, type Check } from '../check.js';
import { delayText } from '../delay-spread.js';

const P50_OK_NS = 100_000;
const P99_OK_NS = 1_000_000;
const P99_PROBLEM_NS = 10_000_000;

export const wakeUpCheck: Check = {
  id: 'wake-up',
  title: 'wake-up, measured',
  why: 'Between a message and its client lie three or four such wake-ups.',
  async run({ probes }) {
    const { p50Ns, p99Ns, maxNs, count } = await probes.wakeUps();
    const found = `p50 ${delayText(p50Ns)}, p99 ${delayText(p99Ns)}, max ${delayText(maxNs)} of ${count}`;
    const fix =
      'With cores to spare set wait.strategy to spin; else see the cores and governor lines above.';
    if (p99Ns > P99_PROBLEM_NS) return problem(found, fix);
    return p50Ns > P50_OK_NS || p99Ns > P99_OK_NS ? advice(found, fix) : ok(found);
  },
};
