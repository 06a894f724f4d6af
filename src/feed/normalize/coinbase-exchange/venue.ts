/**
 * Coinbase Exchange, twice: `coinbase-exchange` carries levels from the batched channel, which anybody
 * may subscribe to, and `coinbase-l3` every order, for which the venue asks its clients to log in.
 */
import { parseMarketName } from '../parts/market-name.js';
import type { ConnectionRules, VenueEntry } from '../venue-entry.js';
import { LOGIN_SECRETS, withLogin } from './login.js';
import { ExchangeNormalizer, FULL_VENUE, LEVEL2_VENUE } from './normalizer.js';

const RULES: ConnectionRules = {
  // 100 a second from one address.
  sendsPerSecond: 50,
  // 8 a second from one address.
  connectsPerSecond: 4,
  // Every product has a heartbeat a second.
  silenceMs: 10_000,
  pingEveryMs: 0,
  lifetimeMs: 24 * 3_600_000,
  messageBytesLimit: 64 * 1_048_576,
  // 10 a second from one address; a level 3 book is a heavy one.
  restWeightPerMinute: 300,
};

const ENDPOINTS = {
  webSocket: 'wss://ws-feed.exchange.coinbase.com',
  rest: 'https://api.exchange.coinbase.com',
};

/** The feed was Pro's before. */
const ADDRESS = /\b(?:pro|exchange)\.coinbase\.com\b/;

const nativeSymbol = (name: string): string => {
  const market = parseMarketName(name);
  return market === undefined || market.contract !== undefined
    ? name
    : `${market.base}-${market.quote}`;
};

/** @throws RangeError for a channel that carries no levels. */
function channelOf(text: string | undefined): 'level2' | 'level2_batch' {
  if (text === undefined || text === 'level2_batch') return 'level2_batch';
  if (text === 'level2') return text;
  throw new RangeError(
    `option channel of ${LEVEL2_VENUE}: expected level2 or level2_batch, not ${text}`,
  );
}

export const COINBASE_EXCHANGE: VenueEntry = {
  venue: LEVEL2_VENUE,
  captures: [{ exchange: 'COINBASE', address: ADDRESS }],
  endpoints: ENDPOINTS,
  rules: RULES,
  imageOrigin: 'resubscribe',
  nativeSymbol,
  options: {
    channel:
      'level2_batch, the default, gathers changes; level2 comes change by change, after a login',
  },
  make: (deps) => new ExchangeNormalizer(deps, { channel: channelOf(deps.options?.['channel']) }),
};

export const COINBASE_L3: VenueEntry = {
  venue: FULL_VENUE,
  // A capture of orders is at the same addresses: the normalizer above tells them by what was subscribed.
  captures: [],
  endpoints: ENDPOINTS,
  rules: RULES,
  imageOrigin: 'rest',
  options: {
    key: 'the key of an account, which the public address wants for full',
    passphrase: "the key's passphrase",
    secret: "the key's secret: it signs and is never sent",
  },
  secrets: LOGIN_SECRETS,
  signed: withLogin,
  nativeSymbol,
  make: (deps) => new ExchangeNormalizer(deps, { channel: 'full' }),
};
