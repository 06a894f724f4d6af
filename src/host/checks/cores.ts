/** Check: a core for every thread that wants one while data flows. Cold. */
import { feedCountOf } from '../../config/source-text.js';
import { allowedCoresOf } from '../allowed-cores.js';
import { advice, ok, problem, type Check } from '../check.js';
import { busyThreads } from '../host-context.js';

export const coresCheck: Check = {
  id: 'cores',
  title: 'cores',
  why: 'Threads that share a core wait for one another, up to a time slice of milliseconds.',
  run({ files, config }) {
    const coreCount = allowedCoresOf(files).length;
    const threadCount = busyThreads(config);
    const found = `${coreCount} usable, ${threadCount} busy threads (feeds ${feedCountOf(config.sources)}, lanes ${config.lanes}, gateways ${config.gateways})`;
    // A lane that spins never gives its core away: the others need one beside it.
    if (config.wait.strategy === 'spin' && coreCount <= config.lanes)
      return problem(
        found,
        'Set wait.strategy to spin-then-park: spinning lanes leave no core for anybody else.',
      );
    if (coreCount > threadCount) return ok(found);
    return advice(
      found,
      `Give it ${threadCount + 1} cores or more: one each, and one for the kernel's network work, the supervisor and everybody else.`,
    );
  },
};
