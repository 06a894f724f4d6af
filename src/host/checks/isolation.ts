/** Check: cores that the kernel keeps free of other work and of its own ticks, and whether hot threads run there. Cold. */
import { coreListText, parseCoreList } from '../../config/core-list.js';
import type { BookcastConfig } from '../../config/schema.js';
import { allowedCoresOf } from '../allowed-cores.js';
import { advice, ok, type Check, type Finding } from '../check.js';
import { busyThreads } from '../host-context.js';
import type { HostFiles } from '../host-files.js';

const CPU = '/sys/devices/system/cpu';

function namedCores({ threads }: BookcastConfig): readonly number[] {
  const lists = [threads.feedCores, threads.laneCores, threads.gatewayCores];
  return lists.flatMap((list) => parseCoreList(list) ?? []);
}

/** Nothing runs on isolated cores by itself: they are in no mask until a thread asks for them. */
function useOf(isolated: readonly number[], config: BookcastConfig, found: string): Finding {
  if (namedCores(config).some((core) => isolated.includes(core))) return ok(found);
  return advice(
    `${found}, but no thread is sent there`,
    `Name them in threads.feedCores, laneCores and gatewayCores: nothing else brings a thread onto ${coreListText(isolated)}.`,
  );
}

function noneIsolated(files: HostFiles, config: BookcastConfig, found: string): Finding {
  const allowed = allowedCoresOf(files);
  const threadCount = busyThreads(config);
  if (allowed.length <= threadCount + 1) return ok(`${found}; too few cores to set some aside`);
  const cores = coreListText(allowed.slice(-threadCount));
  return advice(
    found,
    `Boot with isolcpus=${cores} nohz_full=${cores} rcu_nocbs=${cores} and name ${cores} in threads.feedCores, laneCores and gatewayCores.`,
  );
}

export const isolationCheck: Check = {
  id: 'isolated-cores',
  title: 'isolated cores',
  why: 'On a core that it shares, a hot thread is preempted by other programs and by the tick.',
  run({ files, config }) {
    const text = files.text(`${CPU}/isolated`);
    const tickless = (files.textIfAny(`${CPU}/nohz_full`) ?? '').replace('(null)', '').trim();
    const found = `isolated ${text || 'none'}, nohz_full ${tickless || 'none'}`;
    const isolated = parseCoreList(text) ?? [];
    return isolated.length > 0
      ? useOf(isolated, config, found)
      : noneIsolated(files, config, found);
  },
};
