/**
 * TradingSessionStatus (35=h): a venue is a trading session, open while any book of it is alive. In 5.0 SP2, where 336
 * has values of its own, a venue is a market. Owns the requests that are held and what was told last. Gateway thread, cold.
 */
import { BodyWriter } from '../fix/codec/body-writer.js';
import type { FieldTable } from '../fix/codec/field-table.js';
import type { FixVersion } from '../fix/session/session-settings.js';
import { MSG_TYPE, TAG } from '../fix/tags.js';
import type { Entitlement } from '../market/entitlement.js';
import { REASON, STATE } from '../market/state.js';
import { asInstrumentId } from '../market/units.js';
import type { FixVoice, InstrumentDirectory } from './gateway-door.js';

export interface TradingSessionParts {
  readonly version: FixVersion;
  readonly voice: FixVoice;
  readonly instruments: InstrumentDirectory;
  readonly entitlement: Entitlement;
}

/** 336 of 5.0 SP2, which has to be there. */
const DAY = '1';
/** 340 */
const UNKNOWN = 0;
const HALTED = 1;
const OPEN = 2;
const CLOSED = 3;
const REJECTED = 6;

interface HeldSession {
  readonly venue: string | undefined;
  readonly told: Map<string, number>;
}

export class TradingSessions {
  private readonly held = new Map<string, HeldSession>();

  constructor(private readonly parts: TradingSessionParts) {}

  /** 35=g. Without a venue all of them are told. */
  request(message: FieldTable): void {
    const id = message.text(TAG.TradSesReqID) ?? '';
    const type = message.text(TAG.SubscriptionRequestType);
    if (type === '2') {
      this.held.delete(id);
      return;
    }
    const venue = this.isMarket
      ? (message.text(TAG.MarketID) ?? message.text(TAG.SecurityExchange))
      : message.text(TAG.TradingSessionID);
    const session = { venue, told: new Map<string, number>() };
    this.tell(id, session);
    if (session.told.size === 0) this.say(id, venue ?? '*', this.refused);
    else if (type === '1') this.held.set(id, session);
  }

  /** Now and then: what has changed. */
  look(): void {
    for (const [id, session] of this.held) this.tell(id, session);
  }

  clear(): void {
    this.held.clear();
  }

  /** 4.2 has neither unknown nor rejected. */
  private get refused(): number {
    return this.parts.version === 'FIX.4.2' ? CLOSED : REJECTED;
  }

  private get isMarket(): boolean {
    return this.parts.version === 'FIX.5.0SP2';
  }

  private tell(id: string, { venue, told }: HeldSession): void {
    for (const [name, status] of this.statuses()) {
      if ((venue !== undefined && venue !== name) || told.get(name) === status) continue;
      told.set(name, status);
      this.say(id, name, status);
    }
  }

  private say(id: string, venue: string, status: number): void {
    const isUnsaid = status === UNKNOWN && this.parts.version === 'FIX.4.2';
    const body = new BodyWriter()
      .text(TAG.TradSesReqID, id)
      .text(TAG.TradingSessionID, this.isMarket ? DAY : venue)
      .integer(TAG.TradSesStatus, isUnsaid ? HALTED : status);
    if (this.isMarket) body.text(TAG.MarketID, venue);
    this.parts.voice.send(MSG_TYPE.TradingSessionStatus, body.finish(), false);
  }

  /** By venue: the best that any of its books can say. */
  private statuses(): Map<string, number> {
    const { instruments, entitlement } = this.parts;
    const found = new Map<string, number>();
    for (let row = 0; row < instruments.rowLimit; row++) {
      const id = asInstrumentId(row);
      if (instruments.version(id) === 0) continue;
      const instrument = instruments.read(id);
      if (instrument === undefined || !entitlement.allows(instrument)) continue;
      const status = statusOf(instruments.state(id), instruments.reason(id));
      const before = found.get(instrument.venue) ?? UNKNOWN;
      if (RANK[status]! >= RANK[before]!) found.set(instrument.venue, status);
    }
    return found;
  }
}

/** By status: which of a venue's books speaks for it. */
const RANK: Readonly<Record<number, number>> = {
  [UNKNOWN]: 0,
  [CLOSED]: 1,
  [HALTED]: 2,
  [OPEN]: 3,
};

function statusOf(state: number, reason: number): number {
  if (reason === REASON.SESSION_END) return CLOSED;
  if (state === STATE.LIVE || state === STATE.CROSSED) return OPEN;
  return state === STATE.HALTED ? HALTED : UNKNOWN;
}
