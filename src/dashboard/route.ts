/** What the address's fragment asks for: `#latency`, or the book of an instrument such as `#sim%3AZITIDI`. Pure; runs everywhere. */

export type Route =
  | { readonly view: 'latency' }
  /** An empty name is any instrument. */
  | { readonly view: 'book'; readonly instrument: string };

/** Names of instruments have a colon, so this can be none. */
const LATENCY = 'latency';

export const LATENCY_HASH = `#${LATENCY}`;
export const bookHash = (instrument: string): string => `#${encodeURIComponent(instrument)}`;

export function routeOf(hash: string): Route {
  const text = hash.slice(1);
  if (text === LATENCY) return { view: 'latency' };
  try {
    return { view: 'book', instrument: decodeURIComponent(text) };
  } catch {
    // Half a percent sign, typed by hand: the name of no instrument.
    return { view: 'book', instrument: text };
  }
}
