/**
 * The calls of the C library that place a thread. Owns their declarations and the meaning of
 * their answers; must never be loaded where no setting asks for it (thread-placement does that:
 * loading costs a thread tens of milliseconds). Every thread, once, at its start.
 */
import koffi from 'koffi';

const libc = koffi.load(null);
const setAffinity = libc.func('int sched_setaffinity(int pid, size_t size, const uint8_t *mask)');
const setScheduler = libc.func(
  'int sched_setscheduler(int pid, int policy, const int32_t *priority)',
);

/** sched_setattr has no function of its own in most C libraries: by its number on x86-64. */
const setAttributes = libc.func('long syscall(long number, long pid, const uint8_t *attr, long)');
const SYS_SCHED_SETATTR = 314;
const ATTRIBUTES_BYTES = 48;
/** struct sched_attr: u32 size at 0, u32 policy at 4, u64 runtime at 24. */
const RUNTIME_OFFSET = 24;
const NS_PER_US = 1_000;

/** All calls take the kernel's thread number, and 0 for the caller. */
const THIS_THREAD = 0;
const SCHED_OTHER = 0;
const SCHED_FIFO = 1;
/** Threads that this one starts are ordinary ones. */
const SCHED_RESET_ON_FORK = 0x40000000;
const MASK_BYTES = 128;
const BYTE_BITS = 8;

/** @returns 0, or why not as the C library numbers it (errno). */
export function runOnCores(cores: readonly number[]): number {
  const mask = new Uint8Array(MASK_BYTES);
  for (const core of cores) mask[core >>> 3]! |= 1 << (core % BYTE_BITS);
  return errorOf(setAffinity(THIS_THREAD, MASK_BYTES, mask) as number);
}

/** @param priority 1 to 99; 0 goes back to the ordinary scheduler. @returns as runOnCores. */
export function runRealtime(priority: number): number {
  const policy = priority === 0 ? SCHED_OTHER : SCHED_FIFO | SCHED_RESET_ON_FORK;
  return errorOf(setScheduler(THIS_THREAD, policy, Int32Array.of(priority)) as number);
}

/** A thread with a short slice gets a core sooner and is asked to leave it sooner. @returns as runOnCores. */
export function runInSlices(sliceUs: number): number {
  const attributes = new DataView(new ArrayBuffer(ATTRIBUTES_BYTES));
  attributes.setUint32(0, ATTRIBUTES_BYTES, true);
  attributes.setUint32(RUNTIME_OFFSET, sliceUs * NS_PER_US, true);
  const bytes = new Uint8Array(attributes.buffer);
  return errorOf(setAttributes(SYS_SCHED_SETATTR, THIS_THREAD, bytes, 0) as number);
}

const errorOf = (answer: number): number => (answer === 0 ? 0 : koffi.errno());
