/** Check: a quota of processor time, of control groups version 1 or 2. Cold. */
import { cgroupFolders, type CgroupFolder } from '../cgroup.js';
import { advice, ok, problem, type Check } from '../check.js';
import { busyThreads } from '../host-context.js';
import type { HostFiles } from '../host-files.js';

/** In cores; Infinity without a quota. */
function quotaOf(files: HostFiles, { version, path }: CgroupFolder): number {
  const [quota, period] =
    version === 2
      ? (files.textIfAny(`${path}/cpu.max`) ?? 'max').split(' ')
      : [files.textIfAny(`${path}/cpu.cfs_quota_us`), files.textIfAny(`${path}/cpu.cfs_period_us`)];
  const cores = Number(quota) / Number(period);
  return cores > 0 ? cores : Infinity;
}

export const cpuQuotaCheck: Check = {
  id: 'cpu-quota',
  title: 'CPU quota',
  why: 'When the quota of a period is used up, all threads stand still for tens of milliseconds.',
  run({ files, config }) {
    const folders = cgroupFolders(files, 'cpu');
    const quotas = folders.map((folder) => quotaOf(files, folder));
    const cores = Math.min(...quotas);
    if (cores === Infinity) return ok('none');
    const { path } = folders[quotas.indexOf(cores)]!;
    const throttled = /^nr_throttled (\d+)/m.exec(files.textIfAny(`${path}/cpu.stat`) ?? '')?.[1];
    const found = `${cores.toPrecision(3)} cores, stopped ${throttled ?? '?'} times so far`;
    const fix =
      'Take the quota away (docker: no --cpus; Kubernetes: no CPU limit, or the static CPU manager; systemd: CPUQuota=) and give whole cores (--cpuset-cpus).';
    // Even a server that sleeps most of the time may need all its threads at the same moment.
    const isScarce = cores < busyThreads(config) || Number(throttled ?? 0) > 0;
    return isScarce ? problem(found, fix) : advice(found, fix);
  },
};
