/** We listen, a FIX hub comes and pushes images and changes unasked. */
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startFix } from '../../../dist/runtime/index.js';
import { VenueSession } from '../venues/venue-session.js';
import type { FixFault } from './fix-faults.js';

type Simulator = Awaited<ReturnType<typeof startFix>>;

/** A port that nobody has at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

describe('a FIX hub that connects to us', () => {
  it('is followed through losses, restarts and gaps', async () => {
    const simulator = await startFix({
      symbolCount: 3,
      seed: 7,
      changesPerSecond: 600,
      port: 0,
      connect: { host: '127.0.0.1', port: await freePort() },
      senderCompId: 'HUB',
      heartBtIntSeconds: 1,
    });
    const session = await VenueSession.over<FixFault, Simulator>(simulator, simulator.sourceText, {
      venue: 'hub',
    });
    try {
      const faults: FixFault[] = [
        { kind: 'drop', symbol: 'ETH/USD' },
        { kind: 'garble' },
        { kind: 'disconnect' },
        { kind: 'duplicate' },
        { kind: 'disconnect-mid-message' },
        { kind: 'logout' },
        { kind: 'restart', ms: 200 },
        { kind: 'restart-reset', ms: 200 },
      ];
      const stale: string[][] = [];
      for (const fault of faults) stale.push([...(await session.inject(fault)).staleSymbols]);
      expect(stale[0]).toEqual(['hub:ETH/USD']);
      for (const symbols of stale.slice(1)) expect(symbols).toHaveLength(3);
    } finally {
      await session.close();
    }
  }, 60_000);
});
