/** Starts the FIX simulator: the market, how it speaks, and the text by which a server finds it. Cold. */
import type { HostPort } from '../../fix/link/fix-socket.js';
import type { TlsSettings } from '../../fix/link/tls-files.js';
import { LinkError } from '../../fix/link/link-error.js';
import { ExchangeMarket } from '../exchange-market.js';
import { FixSimulator } from './fix-simulator.js';
import { FIX_VENUE_DEFAULTS, type FixVenueOptions } from './fix-venue-options.js';

export interface FixOptions extends Partial<FixVenueOptions> {
  readonly symbolCount: number;
  /** As the counterparty writes them; coins against USD where not given. */
  readonly symbols?: readonly string[];
  readonly seed: number;
  /** 0: only advance() moves the market. */
  readonly changesPerSecond: number;
  readonly ordersPerSymbol?: number;
  /** Where it listens; 0 takes any free port. */
  readonly port: number;
  readonly doorPort?: number;
  /** Connects there, and pushes images and changes unasked. */
  readonly connect?: HostPort;
  readonly senderCompId?: string;
  readonly targetCompId?: string;
  readonly username?: string;
  readonly password?: string;
  readonly resetOnLogon?: boolean;
  readonly heartBtIntSeconds?: number;
  readonly tls?: TlsSettings;
  readonly note?: (text: string) => void;
}

export const FIX_SENDER_DEFAULT = 'SIM';
export const FIX_TARGET_DEFAULT = 'BOOKCAST';
const LOOPBACK = '127.0.0.1';
const HEARTBEAT_SECONDS_DEFAULT = 10;
const COINS = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA'];

export async function startFix(options: FixOptions): Promise<FixSimulator> {
  const { symbolCount, seed, changesPerSecond, ordersPerSymbol, port, doorPort = 0 } = options;
  const { connect, username, password, tls } = options;
  const coins = (index: number): string => `${COINS[index] ?? `SIM${index}`}/USD`;
  const symbols =
    options.symbols ?? Array.from({ length: symbolCount }, (_, index) => coins(index));
  const market = new ExchangeMarket({
    symbols,
    seed,
    ...(ordersPerSymbol === undefined ? {} : { ordersPerSymbol }),
  });
  const simulator = new FixSimulator({
    market,
    venue: venueOptions(options),
    changesPerSecond,
    doorPort,
    senderCompId: options.senderCompId ?? FIX_SENDER_DEFAULT,
    targetCompId: options.targetCompId ?? FIX_TARGET_DEFAULT,
    resetOnLogon: options.resetOnLogon ?? false,
    heartBtIntSeconds: options.heartBtIntSeconds ?? HEARTBEAT_SECONDS_DEFAULT,
    listen: { host: LOOPBACK, port },
    note: options.note ?? (() => {}),
    ...(connect === undefined ? {} : { connect }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  });
  await simulator.open();
  return simulator;
}

function venueOptions(options: FixOptions): FixVenueOptions {
  const given = Object.fromEntries(
    Object.keys(FIX_VENUE_DEFAULTS)
      .map((key) => [key, options[key as keyof FixVenueOptions]] as const)
      .filter(([, value]) => value !== undefined),
  ) as Partial<FixVenueOptions>;
  const { connect, version } = options;
  return {
    ...FIX_VENUE_DEFAULTS,
    pushesUnasked: connect !== undefined,
    ...given,
    // FIX 4.2 has no such message.
    ...(version === 'FIX.4.2' ? { hasSecurityList: false } : {}),
  };
}

/** What was thrown is a port or a certificate that cannot be had, told in words for the user. */
export const isUnavailable = (error: unknown): error is Error => error instanceof LinkError;
