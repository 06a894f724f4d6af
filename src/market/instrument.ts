/** What an instrument is: identity, scales and sizes. Runs everywhere. */
import type { InstrumentId, Lots, Ticks } from './units.js';

export interface Instrument {
  readonly id: InstrumentId;
  /** Lower-case venue name, e.g. `itch`, `binance`, `sim`. At most 24 bytes of ASCII. */
  readonly venue: string;
  /** As the venue writes it. At most 48 bytes of UTF-8. */
  readonly symbol: string;
  /** Decimals of a price: a price is Ticks × 10^-priceScale. 0 … 15. */
  readonly priceScale: number;
  /** Decimals of a quantity: a quantity is Lots × 10^-quantityScale. 0 … 15. */
  readonly quantityScale: number;
  /** Smallest price step, in Ticks; 0 where the venue does not say. */
  readonly tickSize: Ticks;
  /** Smallest quantity step, in Lots; 0 where the venue does not say. */
  readonly lotSize: Lots;
  /** Levels per side the venue's rule keeps (books are truncated to it); 0 for no limit. */
  readonly depthLimit: number;
}

/** `venue:symbol`, the one notation of ours. */
export const instrumentName = (instrument: Pick<Instrument, 'venue' | 'symbol'>): string =>
  `${instrument.venue}:${instrument.symbol}`;
