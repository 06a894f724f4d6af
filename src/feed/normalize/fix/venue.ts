/** A FIX counterparty as a venue: whoever it is, a profile says how it speaks. */
import type { VenueEntry } from '../venue-entry.js';
import { FixNormalizer } from './normalizer.js';
import { profileOf } from './profiles.js';
import { endpointOf, sessionSecrets } from './session-options.js';
import { FIX_OPTIONS, venueNameOf } from './options.js';

export const FIX: VenueEntry = {
  venue: 'fix',
  captures: [],
  // Where it is, the session's settings say.
  endpoints: { webSocket: '', rest: '' },
  rules: {
    sendsPerSecond: 50,
    connectsPerSecond: 1,
    // Heartbeats are the session's affair.
    silenceMs: 0,
    pingEveryMs: 0,
    lifetimeMs: 0,
    messageBytesLimit: 16 * 1_048_576,
    restWeightPerMinute: 0,
  },
  imageOrigin: 'resubscribe',
  options: FIX_OPTIONS,
  nativeSymbol: (name) => name,
  instrumentVenue: venueNameOf,
  secrets: (options) => sessionSecrets(venueNameOf(options), options),
  endpoint: endpointOf,
  make: (deps) => {
    const options = deps.options ?? {};
    return new FixNormalizer({ venue: venueNameOf(options), profile: profileOf(options) }, deps);
  },
};
