/** Check: the platform's own hiccups, measured for a second. Cold. */
import { advice, ok, problem, type Check } from '../check.js';
import { delayText } from '../delay-spread.js';

const P99_OK_NS = 250_000;
const MAX_OK_NS = 2_000_000;
const P99_PROBLEM_NS = 2_000_000;
const MAX_PROBLEM_NS = 20_000_000;

export const hiccupsCheck: Check = {
  id: 'hiccups',
  title: 'hiccups, measured',
  why: 'What a thread suffers that only sleeps, every thread suffers: no tail can be better.',
  async run({ probes }) {
    const { p50Ns, p99Ns, maxNs } = await probes.hiccups();
    const found = `oversleep p50 ${delayText(p50Ns)}, p99 ${delayText(p99Ns)}, max ${delayText(maxNs)} in 1 s`;
    const fix = 'Stop what else runs here; then the cores, quota and virtual machine lines above.';
    if (p99Ns > P99_PROBLEM_NS || maxNs > MAX_PROBLEM_NS) return problem(found, fix);
    return p99Ns > P99_OK_NS || maxNs > MAX_OK_NS ? advice(found, fix) : ok(found);
  },
};
