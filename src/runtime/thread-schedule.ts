/**
 * How long a thread waited for a core, by Linux's own account (/proc/…/schedstat). A thread that
 * is ready and gets no core is not dead; one that spins or blocks is. Reads procfs only; elsewhere
 * nothing is known and nothing is forgiven. The lane names itself, the supervisor asks.
 */
import { readFileSync, readlinkSync } from 'node:fs';

/** The calling thread as the kernel numbers it; 0 where it does not say. */
export function kernelThreadId(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}

/** Nanoseconds a thread of this process was ready to run and had to wait, since it began; 0 where unknown. */
export function coreWaitNs(kernelThread: number): number {
  if (kernelThread === 0) return 0;
  try {
    // On-core ns, waiting ns, time slices.
    return Number(readFileSync(`/proc/self/task/${kernelThread}/schedstat`, 'utf8').split(' ')[1]);
  } catch {
    return 0;
  }
}
