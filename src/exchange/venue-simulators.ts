/** The venues that can be simulated, by our name of them, and how they are started. To add one: a line here. */
import { BinanceProtocol } from './binance/binance-protocol.js';
import { COINM, SPOT, USDM } from './binance/dialects.js';
import { BybitProtocol } from './bybit/bybit-protocol.js';
import { AdvancedProtocol } from './coinbase/advanced-protocol.js';
import { ExchangeProtocol } from './coinbase-exchange/exchange-protocol.js';
import { BitfinexProtocol } from './bitfinex/bitfinex-protocol.js';
import { DeribitProtocol } from './deribit/deribit-protocol.js';
import { ExchangeMarket } from './exchange-market.js';
import { KrakenProtocol } from './kraken/kraken-protocol.js';
import { OkxProtocol } from './okx/okx-protocol.js';
import type { VenueProtocolFactory } from './venue-protocol.js';
import { VenueServer } from './venue-server.js';

interface Simulator {
  readonly protocol: VenueProtocolFactory;
  /** A symbol of that number, as the venue would write it. */
  readonly symbol: (index: number) => string;
}

const coin = (index: number): string => COINS[index] ?? `SIM${index}`;
const COINS = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA'];

const SIMULATORS: Readonly<Record<string, Simulator>> = {
  binance: {
    protocol: (market) => new BinanceProtocol(market, SPOT),
    symbol: (index) => `${coin(index)}USDT`,
  },
  'binance-usdm': {
    protocol: (market) => new BinanceProtocol(market, USDM),
    symbol: (index) => `${coin(index)}USDT`,
  },
  'binance-coinm': {
    protocol: (market) => new BinanceProtocol(market, COINM),
    symbol: (index) => `${coin(index)}USD_PERP`,
  },
  'bybit-linear': {
    protocol: (market) => new BybitProtocol('linear', market),
    symbol: (index) => `${coin(index)}USDT`,
  },
  'bybit-spot': {
    protocol: (market) => new BybitProtocol('spot', market),
    symbol: (index) => `${coin(index)}USDT`,
  },
  coinbase: {
    protocol: (market) => new AdvancedProtocol(market),
    symbol: (index) => `${coin(index)}-USD`,
  },
  'coinbase-exchange': {
    protocol: (market) => new ExchangeProtocol('levels', market),
    symbol: (index) => `${coin(index)}-USD`,
  },
  'coinbase-l3': {
    protocol: (market) => new ExchangeProtocol('orders', market),
    symbol: (index) => `${coin(index)}-USD`,
  },
  bitfinex: {
    protocol: (market) => new BitfinexProtocol(market),
    symbol: (index) => `t${coin(index)}USD`,
  },
  deribit: {
    protocol: (market) => new DeribitProtocol(market),
    symbol: (index) => `${coin(index)}-PERPETUAL`,
  },
  okx: {
    protocol: (market) => new OkxProtocol(market),
    symbol: (index) => `${coin(index)}-USDT`,
  },
  kraken: {
    protocol: (market) => new KrakenProtocol(market),
    symbol: (index) => `${coin(index)}/USD`,
  },
  'kraken-l3': {
    protocol: (market) => new KrakenProtocol(market),
    symbol: (index) => `${coin(index)}/USD`,
  },
};

export const SIMULATED_VENUES: readonly string[] = Object.keys(SIMULATORS);

export interface VenueSimulatorOptions {
  readonly venue: string;
  readonly symbolCount: number;
  readonly seed: number;
  readonly changesPerSecond: number;
  /** 0 takes any free one. */
  readonly port: number;
  readonly ordersPerSymbol?: number;
}

export interface SimulatedVenue {
  readonly market: ExchangeMarket;
  readonly protocol: VenueProtocolFactory;
}

/** A venue without a server around it. @throws RangeError for one without a simulator. */
export function simulatedVenue(
  options: Pick<VenueSimulatorOptions, 'venue' | 'symbolCount' | 'seed' | 'ordersPerSymbol'>,
): SimulatedVenue {
  const simulator = SIMULATORS[options.venue];
  if (simulator === undefined) {
    throw new RangeError(`venue ${options.venue}: simulated are ${SIMULATED_VENUES.join(', ')}`);
  }
  const { symbolCount, seed, ordersPerSymbol } = options;
  const symbols = Array.from({ length: symbolCount }, (_, index) => simulator.symbol(index));
  const market = new ExchangeMarket({
    symbols,
    seed,
    ...(ordersPerSymbol === undefined ? {} : { ordersPerSymbol }),
  });
  return { market, protocol: simulator.protocol };
}

/** @throws RangeError for a venue without a simulator; the error of listen() for the port. */
export async function startVenueSimulator(options: VenueSimulatorOptions): Promise<VenueServer> {
  const { port, changesPerSecond } = options;
  const server = new VenueServer({ ...simulatedVenue(options), port, changesPerSecond });
  await server.listen();
  return server;
}

/** The text for `--source` by which a server connects to a simulator. */
export const sourceTextOf = (venue: string, server: VenueServer): string =>
  `${venue}:${server.market.symbols.join(',')}?ws=${server.webSocketUrl}&rest=${server.restUrl}`;
