/** Check: a hypervisor that takes cores away, and a container. Cold. */
import { advice, ok, problem, type Check } from '../check.js';
import type { HostFiles } from '../host-files.js';

const STEAL_PROBLEM = 0.05;
const STEAL_ADVICE = 0.002;
const CONTAINER_PATTERN = /docker|kubepods|containerd|libpod|lxc/;

function isInContainer(files: HostFiles): boolean {
  if (files.textIfAny('/.dockerenv') !== undefined) return true;
  if (files.textIfAny('/run/.containerenv') !== undefined) return true;
  return CONTAINER_PATTERN.test(files.textIfAny('/proc/1/cgroup') ?? '');
}

/** Share of all time since boot in which the hypervisor ran somebody else. */
function stealShare(files: HostFiles): number {
  // user nice system idle iowait irq softirq steal; guests are counted in user already.
  const ticks = files
    .match('/proc/stat', /^cpu +([\d ]+)/)
    .split(' ')
    .map(Number)
    .slice(0, 8);
  const total = ticks.reduce((sum, value) => sum + value, 0);
  return total > 0 ? (ticks[7] ?? 0) / total : 0;
}

export const virtualizationCheck: Check = {
  id: 'virtualization',
  title: 'virtual machine',
  why: 'While the hypervisor runs somebody else (steal), nothing of ours runs: that is in the tail.',
  run({ files }) {
    const isVirtual = /^flags\s*:.*\bhypervisor\b/m.test(files.textIfAny('/proc/cpuinfo') ?? '');
    const steal = stealShare(files);
    const where = [isVirtual ? 'virtual machine' : 'no hypervisor seen'];
    if (isInContainer(files)) where.push('container');
    const found = `${where.join(', ')}; steal ${(steal * 100).toFixed(2)} % since boot`;
    const fix =
      'Use a host, or an instance type, with cores of its own (no shared or burstable ones).';
    if (steal > STEAL_PROBLEM) return problem(found, fix);
    return steal > STEAL_ADVICE ? advice(found, fix) : ok(found);
  },
};
