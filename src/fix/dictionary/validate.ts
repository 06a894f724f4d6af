/**
 * Rule 13: does a message keep to the dictionary? Owns the order of the questions; looks things up in the
 * flat dictionary, and allocates only for a problem. Hot, any thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { CHECKS_USUAL } from './checks.js';
import type { Dictionary } from './dictionary.js';
import { REJECT_TEXTS, type RejectReason } from './reject-reason.js';
import { MessageWalk } from './message-walk.js';

/** What a Reject (35=3) says of a message. */
export interface Problem {
  /** 373 */
  readonly reason: RejectReason;
  /** 371; 0 where no tag can be named. */
  readonly tag: number;
  /** 58 */
  readonly text: string;
}

const walk = new MessageWalk();

/**
 * @param table a message that was scanned, also where scanMessage() said false: then the first field that it could not read is the problem
 * @param checks bits of CHECK
 * @returns the first problem, or undefined
 */
export function validate(
  table: FieldTable,
  dictionary: Dictionary,
  checks: number = CHECKS_USUAL,
): Problem | undefined {
  const reason = walk.run(table, dictionary.flat, checks);
  if (reason === undefined) return undefined;
  return { reason, tag: walk.tag, text: REJECT_TEXTS[reason] };
}
