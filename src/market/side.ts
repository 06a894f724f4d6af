/** The two sides of a book, as stored in one byte. Runs everywhere, the browser included. */

export const BID = 0;
export const ASK = 1;
/** Only for trades: the venue does not say who was the aggressor. */
export const NO_SIDE = 2;

export type Side = typeof BID | typeof ASK;
export type AggressorSide = Side | typeof NO_SIDE;

export const sideName = (side: AggressorSide): 'bid' | 'ask' | 'none' =>
  side === BID ? 'bid' : side === ASK ? 'ask' : 'none';
