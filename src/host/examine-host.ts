/** Runs every check in order. Owns the meaning of a check that cannot know: a result with a reason, never an end. Cold. */
import { CHECKS } from './checks/index.js';
import { type Check, type CheckResult } from './check.js';
import { HostUnknown } from './host-unknown.js';
import type { HostContext } from './host-context.js';

async function resultOf(check: Check, context: HostContext): Promise<CheckResult> {
  const { id, title, why } = check;
  try {
    return { id, title, why, ...(await check.run(context)) };
  } catch (error) {
    if (!(error instanceof HostUnknown)) throw error;
    return { id, title, why, status: 'unknown', found: error.message };
  }
}

/** One after the other: two of them measure. */
export async function examineHost(context: HostContext): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of CHECKS) results.push(await resultOf(check, context));
  return results;
}
