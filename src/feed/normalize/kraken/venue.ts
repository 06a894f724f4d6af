/** Kraken spot: `kraken` has price levels, `kraken-l3` every order, for which the venue wants a token of the user's. */
import { parseMarketName } from '../parts/market-name.js';
import type { ConnectionRules, VenueEntry } from '../venue-entry.js';
import { KrakenNormalizer } from './normalizer.js';

const RULES: ConnectionRules = {
  // Nothing is written of a limit for public subscriptions; clients that say more are cut off.
  sendsPerSecond: 10,
  // About 150 in 10 minutes from one address.
  connectsPerSecond: 0.25,
  // The venue says heartbeat once a second when there is nothing else.
  silenceMs: 15_000,
  pingEveryMs: 0,
  lifetimeMs: 0,
  messageBytesLimit: 64 * 1_048_576,
  restWeightPerMinute: 60,
};

/** The venue's own symbols are our notation already. */
const nativeSymbol = (name: string): string => {
  const market = parseMarketName(name);
  return market === undefined || market.contract !== undefined
    ? name
    : `${market.base}/${market.quote}`;
};

const LEVEL3_ADDRESS = /ws-l3|ws-auth/;
/** Stands for the user's token wherever what we say can be read: the transport puts the token there. */
const TOKEN = '{token}';

export const KRAKEN: VenueEntry = {
  venue: 'kraken',
  captures: [{ exchange: 'KRAKEN', address: /^(?!.*(ws-l3|ws-auth)).*$/ }],
  endpoints: { webSocket: 'wss://ws.kraken.com', rest: 'https://api.kraken.com' },
  rules: RULES,
  imageOrigin: 'resubscribe',
  nativeSymbol,
  make: (deps) =>
    new KrakenNormalizer(
      { venue: 'kraken', channel: 'book', token: '', publicAddress: (address) => address },
      deps,
    ),
};

export const KRAKEN_L3: VenueEntry = {
  venue: 'kraken-l3',
  captures: [{ exchange: 'KRAKEN', address: LEVEL3_ADDRESS }],
  endpoints: { webSocket: 'wss://ws-l3.kraken.com', rest: 'https://api.kraken.com' },
  rules: RULES,
  imageOrigin: 'resubscribe',
  options: { token: 'of GetWebSocketsToken, which the level3 channel wants' },
  secrets: { token: 'BOOKCAST_KRAKEN_TOKEN' },
  nativeSymbol,
  make: (deps) =>
    new KrakenNormalizer(
      {
        venue: 'kraken-l3',
        channel: 'level3',
        token: TOKEN,
        // A simulator has both sides at one address.
        publicAddress: (address) => address.replace('//ws-l3.', '//ws.'),
      },
      deps,
    ),
};
