/**
 * How a client wants the same content said: its FIX version, how its instruments are named, which sides. Owns
 * the fields that follow from it; what is encoded is shared by all clients with the same wording. Gateway thread.
 */
import type { FixVersion } from '../fix/session/session-settings.js';
import type { Instrument } from '../market/instrument.js';
import { instrumentName } from '../market/instrument.js';
import { asciiBytes } from './ascii-writer.js';

const SOH = '\x01';

/** `qualified`: 55=venue:symbol; `exchange`: 55=symbol and 207=venue. */
export type Naming = 'qualified' | 'exchange';

/** Bit 0: bids, bit 1: offers. */
export const SIDES = { BIDS: 1, OFFERS: 2, BOTH: 3 } as const;
export type Sides = (typeof SIDES)[keyof typeof SIDES];
/** For lists by sides. */
export const SIDES_COUNT = 4;

const VERSIONS: readonly FixVersion[] = ['FIX.4.2', 'FIX.4.4', 'FIX.5.0SP2'];
const NAMINGS: readonly Naming[] = ['qualified', 'exchange'];

export interface Wording {
  /** 0 … WORDING_COUNT - 1. */
  readonly index: number;
  readonly version: FixVersion;
  readonly naming: Naming;
  readonly sides: Sides;
  /** RptSeq (83) is part of market data entries since 5.0; earlier dictionaries refuse it there. */
  readonly hasRptSeq: boolean;
  /** 269=J, a book without entries; before 5.0 that is 268=0. */
  readonly hasEmptyBook: boolean;
}

const WORDINGS: readonly Wording[] = VERSIONS.flatMap((version) =>
  NAMINGS.flatMap((naming) =>
    [SIDES.BIDS, SIDES.OFFERS, SIDES.BOTH].map((sides) => ({ version, naming, sides })),
  ),
).map((wording, index) => ({
  ...wording,
  index,
  hasRptSeq: wording.version === 'FIX.5.0SP2',
  hasEmptyBook: wording.version === 'FIX.5.0SP2',
}));

export const WORDING_COUNT = WORDINGS.length;

export const wordingOf = (version: FixVersion, naming: Naming, sides: Sides): Wording =>
  WORDINGS.find(
    (wording) =>
      wording.version === version && wording.naming === naming && wording.sides === sides,
  )!;

/** 55 and, where it is asked for so, 207, each with its SOH. */
const instrumentText = (instrument: Instrument, naming: Naming): string =>
  naming === 'qualified'
    ? `55=${instrumentName(instrument)}${SOH}`
    : `55=${instrument.symbol}${SOH}207=${instrument.venue}${SOH}`;

export const instrumentFields = (instrument: Instrument, naming: Naming): Uint8Array =>
  asciiBytes(instrumentText(instrument, naming));
