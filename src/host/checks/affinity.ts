/** Check: the cores that the kernel lets this process use, of those that there are. Cold. */
import { coreListText, parseCoreList } from '../../config/core-list.js';
import { allowedCoresOf } from '../allowed-cores.js';
import { advice, ok, type Check } from '../check.js';
import { busyThreads } from '../host-context.js';

export const affinityCheck: Check = {
  id: 'affinity',
  title: 'affinity',
  why: 'Threads run on the cores of their mask only, whatever else is idle.',
  run({ files, config }) {
    const allowed = allowedCoresOf(files);
    const online = parseCoreList(files.textIfAny('/sys/devices/system/cpu/online') ?? '') ?? [];
    const isAll = allowed.length >= online.length;
    const found = `cores ${coreListText(allowed)}${isAll ? '' : ` of ${coreListText(online)}`}`;
    if (isAll || allowed.length >= busyThreads(config)) return ok(found);
    return advice(
      found,
      'Start it with more cores: taskset -c, docker --cpuset-cpus, systemd CPUAffinity= and AllowedCPUs=.',
    );
  },
};
