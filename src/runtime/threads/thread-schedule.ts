/**
 * How long a thread waited for a core, by Linux's own account (/proc/…/schedstat). A thread that
 * is ready and gets no core is not dead; one that spins or blocks is. Reads procfs only; elsewhere
 * nothing is known and nothing is forgiven. The lane names itself, the supervisor asks.
 */
import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';

/** The calling thread as the kernel numbers it; 0 where it does not say. */
export function kernelThreadId(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}

/** What a thread has done with its time, as the supervisor asks; 0 where unknown. */
export interface ThreadAccount {
  readonly onCoreNs: number;
  readonly coreWaitNs: number;
}

export function threadAccount(kernelThread: number): ThreadAccount {
  if (kernelThread === 0) return { onCoreNs: 0, coreWaitNs: 0 };
  try {
    const text = readFileSync(`/proc/self/task/${kernelThread}/schedstat`, 'utf8').split(' ');
    return { onCoreNs: Number(text[0]), coreWaitNs: Number(text[1]) };
  } catch {
    return { onCoreNs: 0, coreWaitNs: 0 };
  }
}

/** Whether a thread neither runs nor is ready to; true where the kernel does not say. */
export function isAsleep(kernelThread: number): boolean {
  if (kernelThread === 0) return true;
  try {
    // `id (name) state …`; the name may hold anything, brackets too.
    const text = readFileSync(`/proc/self/task/${kernelThread}/stat`, 'utf8');
    return text[text.lastIndexOf(')') + 2] !== 'R';
  } catch {
    return true;
  }
}

/** Indices into OwnAccount.ns. */
export const ACCOUNT = { ON_CORE: 0, CORE_WAIT: 1 } as const;

const SPACE = 32;
const DIGIT_0 = 48;
const TEXT_BYTES_MAX = 64;

/**
 * The calling thread's own account, read again and again: one system call of some 2 µs on a file that
 * stays open, nothing allocated.
 */
export class OwnAccount {
  /** Nanoseconds since the thread began; both stay 0 where the kernel keeps no account. */
  readonly ns = new Float64Array(2);
  private readonly file = openOwnAccount();
  private readonly text = new Uint8Array(TEXT_BYTES_MAX);

  get isKept(): boolean {
    return this.file >= 0;
  }

  read(): void {
    if (this.file < 0) return;
    const { text, ns } = this;
    const end = readSync(this.file, text, 0, TEXT_BYTES_MAX, 0);
    ns[ACCOUNT.ON_CORE] = ns[ACCOUNT.CORE_WAIT] = 0;
    let field = 0;
    for (let at = 0; at < end && field < ns.length; at++) {
      const code = text[at]!;
      if (code === SPACE) field++;
      else ns[field] = ns[field]! * 10 + (code - DIGIT_0);
    }
  }

  close(): void {
    if (this.file >= 0) closeSync(this.file);
  }
}

function openOwnAccount(): number {
  try {
    return openSync('/proc/thread-self/schedstat', 'r');
  } catch {
    // Another system than Linux, or no procfs: nothing is known.
    return -1;
  }
}
