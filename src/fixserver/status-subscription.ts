/**
 * SecurityStatus (35=f): the state of a book in FIX's words. Owns the mapping of our states and what was told
 * last. Gateway thread, cold.
 */
import { BodyWriter } from '../fix/codec/body-writer.js';
import { MSG_TYPE, TAG } from '../fix/tags.js';
import type { Instrument } from '../market/instrument.js';
import { instrumentName } from '../market/instrument.js';
import { REASON, REASON_NAMES, STATE, STATE_NAMES } from '../market/state.js';
import type { FixVersion } from '../fix/session/session-settings.js';
import type { HeldRequest, Speaker } from './subscription.js';
import type { Naming } from './wording.js';

/** 326 */
const HALT = 2;
const READY = 17;
const NOT_AVAILABLE = 18;
const UNKNOWN = 20;

/** What is told of a book: trade only where it is 17. */
function tradingStatus(state: number, reason: number): number {
  if (reason === REASON.SESSION_END) return NOT_AVAILABLE;
  switch (state) {
    case STATE.LIVE:
      return READY;
    case STATE.HALTED:
      return HALT;
    default:
      return UNKNOWN;
  }
}

/** `STALE: sequence-gap`; the state alone where there is no reason. */
export const statusText = (state: number, reason: number): string => {
  const name = STATE_NAMES[state] ?? 'UNKNOWN';
  return reason === REASON.NONE ? name : `${name}: ${REASON_NAMES[reason] ?? reason}`;
};

/** 55, and 207 where it was asked for so. */
export function writeInstrument(body: BodyWriter, instrument: Instrument, naming: Naming): void {
  const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  if (naming === 'qualified') {
    body.text(TAG.Symbol, latin1(instrumentName(instrument)));
  } else {
    body.text(TAG.Symbol, latin1(instrument.symbol));
    body.text(TAG.SecurityExchange, instrument.venue);
  }
}

export class StatusSubscription {
  private toldState = 0;
  private toldReason = -1;

  constructor(
    readonly request: HeldRequest,
    private readonly instrument: Instrument,
    private readonly naming: Naming,
    private readonly version: FixVersion,
  ) {
    request.imagesDue++;
  }

  /** Says it where it is news. */
  tell(speaker: Speaker, state: number, reason: number): void {
    if (state === this.toldState && reason === this.toldReason) return;
    const isFirst = this.toldState === 0;
    if (!isFirst && this.request.mode === 'snapshot') return;
    this.toldState = state;
    this.toldReason = reason;
    const body = new BodyWriter().text(TAG.SecurityStatusReqID, this.request.id);
    writeInstrument(body, this.instrument, this.naming);
    if (!isFirst) body.flag(TAG.UnsolicitedIndicator, true);
    body.integer(TAG.SecurityTradingStatus, tradingStatus(state, reason));
    // 4.2 has no Text in this message.
    if (this.version !== 'FIX.4.2') body.text(TAG.Text, statusText(state, reason));
    speaker.voice.send(MSG_TYPE.SecurityStatus, body.finish(), false);
    speaker.countUpdate();
    if (isFirst) this.request.imagesDue--;
  }
}
