/** How a simulated counterparty speaks FIX: what differs between the real ones. Plain data. */
import type { FixVersion } from '../../fix/session/session-settings.js';
import type { Keying } from './market-entries.js';

export interface FixVenueOptions {
  readonly version: FixVersion;
  readonly keying: Keying;
  /** RptSeq (83) of each instrument, +1 per entry; its last one in every image. */
  readonly hasRptSeq: boolean;
  /** An entry of the same instrument as the one before it does not name it again. */
  readonly inheritsInstrument: boolean;
  /** Entries in one 35=X; what is more goes on in the next, 893=N until the last. 0: all in one, without 893. */
  readonly fragmentEntries: number;
  /** Levels a side that a subscriber gets at most; 0: as many as there are. */
  readonly depthLimit: number;
  readonly hasTrades: boolean;
  /** SecurityListRequest (35=x) is answered, with tick sizes; refused otherwise. */
  readonly hasSecurityList: boolean;
  /** SecurityStatus (35=f) and TradingSessionStatus (35=h) are told. */
  readonly hasStatus: boolean;
  /** Images and changes of everything are pushed as soon as somebody is logged on, as a FIX hub does. */
  readonly pushesUnasked: boolean;
}

export const FIX_VENUE_DEFAULTS: FixVenueOptions = {
  version: 'FIX.4.4',
  keying: 'price',
  hasRptSeq: true,
  inheritsInstrument: false,
  fragmentEntries: 0,
  depthLimit: 0,
  hasTrades: true,
  hasSecurityList: true,
  hasStatus: true,
  pushesUnasked: false,
};
