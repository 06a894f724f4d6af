/**
 * Where and how a thread runs: its name, its cores, its priority, taken on by the thread itself
 * before it does anything else. Owns the order of that; must never stop a run: what the kernel
 * refuses is told and the thread goes on as it is. Every thread, once.
 */
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { coreListText } from '../../config/core-list.js';
import { kernelThreadId } from '../threads/thread-schedule.js';

export interface ThreadPlacement {
  /** At most 15 bytes, as the kernel keeps names. */
  readonly name: string;
  /** Empty: wherever the kernel likes. */
  readonly cores: readonly number[];
  /** SCHED_FIFO from 1; 0: the ordinary scheduler. */
  readonly realtimePriority: number;
  /** Time slice at the ordinary scheduler; 0: the kernel's. */
  readonly sliceUs: number;
}

/** @returns what could not be had, for the log. */
export async function placeThread(placement: ThreadPlacement): Promise<readonly string[]> {
  const { name, cores, realtimePriority, sliceUs } = placement;
  nameThread(name);
  if (cores.length === 0 && realtimePriority === 0 && sliceUs === 0) return [];
  const kernel = await import('./kernel-calls.js');
  const warnings: string[] = [];
  if (cores.length > 0) {
    const error = kernel.runOnCores(cores);
    if (error !== 0)
      warnings.push(`${name} cannot run on ${coreListText(cores)}: ${errorName(error)}`);
  }
  if (sliceUs > 0) {
    const error = kernel.runInSlices(sliceUs);
    if (error !== 0) warnings.push(`${name} got no time slice of its own: ${errorName(error)}`);
  }
  if (realtimePriority > 0) {
    const error = kernel.runRealtime(realtimePriority);
    if (error !== 0) warnings.push(`${name} got no real-time priority: ${errorName(error)}`);
  }
  return warnings;
}

/** What `top -H` and `ps -L` show. Through procfs: it needs no library, and nothing where there is none. */
export function nameThread(name: string): void {
  const kernelThread = kernelThreadId();
  if (kernelThread === 0) return;
  try {
    writeFileSync(`/proc/self/task/${kernelThread}/comm`, name);
  } catch {
    // A name is a convenience: a read-only procfs is no reason to say anything.
  }
}

/** `EPERM` rather than 1. */
export function errorName(errno: number): string {
  const found = Object.entries(constants.errno).find(([, value]) => value === errno);
  return found?.[0] ?? `errno ${errno}`;
}
