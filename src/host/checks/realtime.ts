/** Check: whether threads may have a real-time priority, and whether they shall. Cold. */
import { advice, ok, problem, type Check } from '../check.js';
import { HostUnknown } from '../host-unknown.js';
import type { HostFiles } from '../host-files.js';

/** CAP_SYS_NICE is capability 23. */
const SYS_NICE = 1n << 23n;
const FIX =
  'docker run --cap-add=SYS_NICE; systemd: AmbientCapabilities=CAP_SYS_NICE or LimitRTPRIO=50; a shell: ulimit -r 50';

function highestPriority(files: HostFiles): number {
  const row = /^Max realtime priority\s+(\S+)/m.exec(files.text('/proc/self/limits'));
  if (row === null) throw new HostUnknown('/proc/self/limits does not say');
  return row[1] === 'unlimited' ? Infinity : Number(row[1]);
}

function mayNice(files: HostFiles): boolean {
  return (
    (BigInt(`0x${files.match('/proc/self/status', /^CapEff:\s*([0-9a-f]+)$/m)}`) & SYS_NICE) !== 0n
  );
}

export const realtimeCheck: Check = {
  id: 'realtime',
  title: 'SCHED_FIFO',
  why: 'A real-time thread gets its core at once, an ordinary one when its turn comes.',
  run({ files, config }) {
    const limit = highestPriority(files);
    const isCapable = mayNice(files);
    const { realtimePriority } = config.threads;
    const found = `ulimit -r ${limit === Infinity ? 'unlimited' : limit}, CAP_SYS_NICE ${isCapable ? 'yes' : 'no'}, threads.realtimePriority ${realtimePriority}`;
    const isAllowed = isCapable || limit >= Math.max(1, realtimePriority);
    if (!isAllowed) return realtimePriority > 0 ? problem(found, FIX) : advice(found, FIX);
    // Without this a spinning real-time thread could not even be interrupted by a shell.
    const runtime = Number(files.textIfAny('/proc/sys/kernel/sched_rt_runtime_us') ?? '950000');
    if (runtime === 0)
      return problem(
        `${found}, sched_rt_runtime_us 0`,
        'sysctl -w kernel.sched_rt_runtime_us=950000',
      );
    return ok(found);
  },
};
