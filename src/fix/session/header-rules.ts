/**
 * What a header must be before its number counts: right BeginString, CompIDs and SendingTime. Owns the order
 * of those checks; the session decides what follows. Allocates nothing where all is well. Any thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { REJECT_REASON, type RejectReason } from '../dictionary/reject-reason.js';
import { TAG } from '../tags.js';
import { isValue, type InboundHeader } from './inbound-header.js';
import { APPL_VER_ID } from './logon-terms.js';
import { BEGIN_STRINGS, type SessionSettings } from './session-settings.js';

export interface HeaderProblem {
  readonly reason: RejectReason;
  readonly tag: number;
  /** Rule 12: the session ends, too. */
  readonly endsSession: boolean;
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

const missing = (tag: number): HeaderProblem => ({
  reason: REJECT_REASON.RequiredTagMissing,
  tag,
  endsSession: false,
});

export class HeaderRules {
  private readonly beginString: Uint8Array;
  /** 49 of what comes is our target, 56 is us. */
  private readonly senderCompId: Uint8Array;
  private readonly targetCompId: Uint8Array;

  private readonly applVerId = latin1(APPL_VER_ID);

  constructor(private readonly settings: SessionSettings) {
    const { identity } = settings;
    this.beginString = latin1(BEGIN_STRINGS[identity.version]);
    this.senderCompId = latin1(identity.targetCompId);
    this.targetCompId = latin1(identity.senderCompId);
  }

  isOurVersion(table: FieldTable): boolean {
    return isValue(table, 0, this.beginString);
  }

  problem(table: FieldTable, header: InboundHeader, wallMs: number): HeaderProblem | undefined {
    if (header.senderIndex < 0) return missing(TAG.SenderCompID);
    if (header.targetIndex < 0) return missing(TAG.TargetCompID);
    if (header.sendingTimeIndex < 0) return missing(TAG.SendingTime);
    if (this.settings.checksCompIds) {
      // Rule 12: wrong CompID.
      if (!isValue(table, header.senderIndex, this.senderCompId))
        return { reason: REJECT_REASON.CompIdProblem, tag: TAG.SenderCompID, endsSession: true };
      if (!isValue(table, header.targetIndex, this.targetCompId))
        return { reason: REJECT_REASON.CompIdProblem, tag: TAG.TargetCompID, endsSession: true };
    }
    if (Number.isNaN(header.sendingTimeMs))
      return {
        reason: REJECT_REASON.IncorrectDataFormat,
        tag: TAG.SendingTime,
        endsSession: false,
      };
    if (this.settings.validates && header.applVerIndex >= 0) {
      // Rule 13: of the application versions we speak one.
      if (!isValue(table, header.applVerIndex, this.applVerId)) {
        const reason = REJECT_REASON.UnsupportedApplicationVersion;
        return { reason, tag: TAG.ApplVerID, endsSession: false };
      }
    }
    // Rule 12: SendingTime off by more than the limit.
    const limitMs = this.settings.sendingTimeLimitSeconds * 1e3;
    if (limitMs > 0 && Math.abs(wallMs - header.sendingTimeMs) > limitMs) {
      const reason = REJECT_REASON.SendingTimeAccuracyProblem;
      return { reason, tag: TAG.SendingTime, endsSession: true };
    }
    return undefined;
  }
}
