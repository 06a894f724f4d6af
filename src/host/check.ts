/** What a check of the host is and what it says. Owns these shapes. Cold, command line only. */
import type { HostContext } from './host-context.js';

/** `advice`: works, with a longer tail than this host could have. `problem`: breaks a limit or the tail. */
export type FoundStatus = 'ok' | 'advice' | 'problem';

export interface Finding {
  readonly status: FoundStatus;
  /** What is there, with its unit. */
  readonly found: string;
  /** The exact command or setting that changes it; where the status is not ok. */
  readonly fix?: string;
}

export interface Check {
  /** Stable, for programs: `clock-source`. */
  readonly id: string;
  /** At most 17 characters, for people. */
  readonly title: string;
  /** What it does to the latency tail, or to clients. */
  readonly why: string;
  /** @throws HostUnknown with the reason where the host does not say. */
  run(context: HostContext): Finding | Promise<Finding>;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly status: FoundStatus | 'unknown';
  /** What was found; the reason where the status is unknown. */
  readonly found: string;
  readonly why: string;
  readonly fix?: string;
}

export const ok = (found: string): Finding => ({ status: 'ok', found });
export const advice = (found: string, fix: string): Finding => ({ status: 'advice', found, fix });
export const problem = (found: string, fix: string): Finding => ({ status: 'problem', found, fix });
