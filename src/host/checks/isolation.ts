/** Check: cores that the kernel keeps free of other work and of its own ticks. Cold. */
import { coreListText } from '../../config/core-list.js';
import { allowedCoresOf } from '../allowed-cores.js';
import { advice, ok, type Check } from '../check.js';
import { busyThreads } from '../host-context.js';

const CPU = '/sys/devices/system/cpu';

export const isolationCheck: Check = {
  id: 'isolated-cores',
  title: 'isolated cores',
  why: 'On a core that it shares, a hot thread is preempted by other programs and by the tick.',
  run({ files, config }) {
    const isolated = files.text(`${CPU}/isolated`);
    const tickless = (files.textIfAny(`${CPU}/nohz_full`) ?? '').replace('(null)', '');
    const found = `isolated ${isolated || 'none'}, nohz_full ${tickless || 'none'}`;
    if (isolated !== '') return ok(found);
    const allowed = allowedCoresOf(files);
    const threadCount = busyThreads(config);
    if (allowed.length <= threadCount + 1) return ok(`${found}; too few cores to set some aside`);
    const cores = coreListText(allowed.slice(-threadCount));
    return advice(
      found,
      `Boot with isolcpus=${cores} nohz_full=${cores} rcu_nocbs=${cores} and give these cores to threads.feedCores, laneCores and gatewayCores.`,
    );
  },
};
