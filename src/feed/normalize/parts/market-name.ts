/**
 * Our notation of what is traded: `BASE/QUOTE` spot, `BASE/QUOTE-PERP` a perpetual, and
 * `BASE/QUOTE-YYYYMMDD` a dated future. Every venue maps it to its own symbols.
 */

export interface MarketName {
  readonly base: string;
  readonly quote: string;
  /** undefined: spot. */
  readonly contract: 'PERP' | { readonly expiry: string } | undefined;
}

const NAME = /^([A-Z0-9]+)\/([A-Z0-9]+)(?:-(PERP|\d{8}))?$/;

/** @returns undefined for a text in another notation. */
export function parseMarketName(text: string): MarketName | undefined {
  const match = NAME.exec(text);
  if (match === null) return undefined;
  const [, base, quote, contract] = match;
  return {
    base: base!,
    quote: quote!,
    contract:
      contract === undefined ? undefined : contract === 'PERP' ? 'PERP' : { expiry: contract },
  };
}
