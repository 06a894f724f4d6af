/** Check: the frequency governor of every core. Cold. */
import { advice, ok, type Check } from '../check.js';
import { HostUnknown } from '../host-unknown.js';

const CPU = '/sys/devices/system/cpu';

export const governorCheck: Check = {
  id: 'governor',
  title: 'CPU governor',
  why: 'A core that has slowed down while idle needs up to milliseconds to be fast again.',
  run({ files }) {
    const counts = new Map<string, number>();
    for (const name of files.names(CPU)) {
      if (!/^cpu\d+$/.test(name)) continue;
      const governor = files.textIfAny(`${CPU}/${name}/cpufreq/scaling_governor`);
      if (governor !== undefined) counts.set(governor, (counts.get(governor) ?? 0) + 1);
    }
    if (counts.size === 0)
      throw new HostUnknown('no cpufreq here: the host of a virtual machine decides');
    const found = [...counts].map(([name, count]) => `${name} on ${count} cores`).join(', ');
    const isFast = [...counts.keys()].every((name) => name === 'performance');
    return isFast ? ok(found) : advice(found, 'cpupower frequency-set -g performance');
  },
};
