/**
 * What the text of a venue's source asks for, in the terms of the feed: options that all venues have are
 * read here, the others are the venue's own. Owns their defaults. Any thread, cold.
 */
import type { VenueEntry } from '../../feed/normalize/venue-entry.js';
import type { VenueEndpoints, VenueWants } from '../../feed/normalize/venue-normalizer.js';
import type { SourceSpec } from './source-spec.js';

export interface VenueRequest {
  readonly wants: VenueWants;
  /** Where they are not the venue's own. */
  readonly endpoints: Partial<VenueEndpoints>;
  readonly proxy: string | undefined;
  /** Age at which a connection is replaced, where it is not the venue's own. */
  readonly lifetimeMs: number | undefined;
  /** Options of this venue alone. */
  readonly own: Readonly<Record<string, string>>;
}

/** How long a hole of one line may wait for another line. */
const LINE_HOLD_MS_DEFAULT = 100;
const NS_PER_MS = 1e6;

export function venueRequest(
  spec: SourceSpec & { readonly kind: 'venue' },
  entry: VenueEntry,
): VenueRequest {
  const { lines, lineHoldMs, lifetimeMs, ws, rest, proxy, ...own } = spec.options;
  return {
    wants: {
      // Written in two ways, it is one symbol.
      symbols: [...new Set(spec.symbols.map(entry.nativeSymbol))],
      ...(spec.depth === undefined ? {} : { depth: spec.depth }),
      lines: Number(lines ?? 1),
      lineHoldNs: Number(lineHoldMs ?? LINE_HOLD_MS_DEFAULT) * NS_PER_MS,
    },
    endpoints: {
      ...(ws === undefined ? {} : { webSocket: ws }),
      ...(rest === undefined ? {} : { rest }),
    },
    proxy,
    lifetimeMs: lifetimeMs === undefined ? undefined : Number(lifetimeMs),
    own,
  };
}
