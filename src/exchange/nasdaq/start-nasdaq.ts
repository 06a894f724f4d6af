/** Starts the NASDAQ simulators: the market, its transport, GLIMPSE. Cold. */
import { createSocket } from 'node:dgram';
import { GlimpseService } from './glimpse-service.js';
import { MoldCarrier } from './mold-carrier.js';
import { MoldLine } from './mold-line.js';
import { NasdaqMarket } from './nasdaq-market.js';
import { LOOPBACK, NasdaqSimulator } from './nasdaq-simulator.js';
import { RequestServer } from './request-server.js';
import { SoupCarrier } from './soup-carrier.js';

export interface NasdaqOptions {
  readonly venue: 'itch-mold' | 'itch-soup';
  readonly symbolCount: number;
  readonly seed: number;
  /** 0: only advance() moves the market. */
  readonly messagesPerSecond: number;
  /** TCP port of the faults' door; 0 takes any free one. */
  readonly port: number;
  readonly ordersPerSymbol?: number;
  readonly logMebibytes?: number;
  readonly heartbeatMs?: number;
  readonly user?: string;
  readonly password?: string;
  /** Share of packets that each line loses, 0 … 1. */
  readonly loss?: number;
  /** Address of the interface for multicast. */
  readonly interface?: string;
  /** Where there is no multicast: the lines go to this address. */
  readonly unicast?: string;
}

export const NASDAQ_VENUES = ['itch-mold', 'itch-soup'] as const;
const GROUPS = ['239.255.77.1', '239.255.77.2'] as const;
/** The virtual clock of a market that nobody paces. */
const UNPACED_RATE = 20_000;

export async function startNasdaq(options: NasdaqOptions): Promise<NasdaqSimulator> {
  const { symbolCount, seed, messagesPerSecond, ordersPerSymbol, logMebibytes } = options;
  const market = new NasdaqMarket({
    symbolCount,
    seed,
    messagesPerSecond: messagesPerSecond || UNPACED_RATE,
    ...(ordersPerSymbol === undefined ? {} : { ordersPerSymbol }),
    ...(logMebibytes === undefined ? {} : { logMebibytes }),
  });
  const glimpse = new GlimpseService(market);
  const simulator =
    options.venue === 'itch-mold'
      ? await startMold(options, market, glimpse)
      : await startSoup(options, market, glimpse);
  await simulator.open();
  return simulator;
}

async function startMold(
  options: NasdaqOptions,
  market: NasdaqMarket,
  glimpse: GlimpseService,
): Promise<NasdaqSimulator> {
  const { seed, loss = 0, unicast, user } = options;
  const face = options.interface ?? LOOPBACK;
  const line = async (name: 'A' | 'B', group: string): Promise<MoldLine> =>
    new MoldLine({ name, group, port: await freePort(), interface: face, seed, loss });
  const lines = [
    await line('A', unicast ?? GROUPS[0]),
    await line('B', unicast ?? GROUPS[1]),
  ] as const;
  const requests = new RequestServer(market, seed);
  await requests.open(LOOPBACK, 0);
  for (const each of lines) await each.open();
  const carrier = new MoldCarrier({
    market,
    lines,
    requests,
    glimpse,
    glimpseServer: () => simulator.glimpseServer,
    ...(user === undefined ? {} : { user }),
  });
  const simulator: NasdaqSimulator = new NasdaqSimulator({ ...options, market }, carrier, glimpse);
  return simulator;
}

async function startSoup(
  options: NasdaqOptions,
  market: NasdaqMarket,
  glimpse: GlimpseService,
): Promise<NasdaqSimulator> {
  const { user, password } = options;
  const carrier = new SoupCarrier({
    market,
    glimpse,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  });
  await carrier.server.open(LOOPBACK, 0);
  return new NasdaqSimulator({ ...options, market }, carrier, glimpse);
}

/** A UDP port that nobody has at this moment. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, LOOPBACK, () => resolve()));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
