/** What SecurityTradingStatus (326) and TradSesStatus (340) say of a book: that it is halted, and why, or that it is not. */
import { REASON, type StateReason } from '../../../market/state.js';

/** A reason: halted. `'open'`: it trades. undefined: the code says nothing of that. */
export type TradingStatus = StateReason | 'open' | undefined;

const { VENUE_HALT, SESSION_END } = REASON;

const BY_SECURITY_STATUS: Readonly<Record<number, TradingStatus>> = {
  /** Opening delay. */
  1: VENUE_HALT,
  /** Trading halt. */
  2: VENUE_HALT,
  /** Resume. */
  3: 'open',
  /** No open, no resume. */
  4: VENUE_HALT,
  /** Ready to trade. */
  17: 'open',
  /** Not available for trading. */
  18: SESSION_END,
  /** Not traded on this market. */
  19: SESSION_END,
  /** Pre-open. */
  21: VENUE_HALT,
  /** Opening rotation. */
  22: VENUE_HALT,
  /** Fast market. */
  23: 'open',
  /** Pre-cross, cross. */
  24: VENUE_HALT,
  25: VENUE_HALT,
  /** Post-close. */
  26: SESSION_END,
};

const BY_SESSION_STATUS: Readonly<Record<number, TradingStatus>> = {
  /** Halted. */
  1: VENUE_HALT,
  /** Open. */
  2: 'open',
  /** Closed. */
  3: SESSION_END,
  /** Pre-open. */
  4: VENUE_HALT,
  /** Pre-close: it trades still. */
  5: 'open',
};

export const ofSecurityStatus = (code: number): TradingStatus => BY_SECURITY_STATUS[code];
export const ofSessionStatus = (code: number): TradingStatus => BY_SESSION_STATUS[code];
