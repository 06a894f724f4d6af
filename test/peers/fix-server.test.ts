/** Stock FIX engines as clients of our market data server: their books are the lane's, whatever is cut or killed on the way. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FixVersion } from '../../src/fix/session/session-settings.js';
import { asInstrumentId } from '../../src/market/units.js';
import { atEnd, clientSettings, ServerRig } from '../fixserver/server-rig.js';
import { scratchFolder } from '../fix/store/scratch.js';
import { CuttingProxy } from './cutting-proxy.js';
import { PeerProcess } from './peer-process.js';
import { quickfix, quickfixj, type PeerProgram } from './peer-programs.js';

const AAA = asInstrumentId(0);
const UPDATES = 1_000;

/** Levels of the lane's book as the peers say them. */
const levelsOf = (rig: ServerRig): string =>
  JSON.stringify(
    [...rig.gateway.lane.books.get(AAA)!]
      .sort(([a], [b]) => b - a)
      .map(([price, size]) => [(price / 100).toFixed(5), String(size)]),
  );

/** Changes the book until so many updates more are out. */
async function stream(rig: ServerRig, count: number): Promise<void> {
  const { lane } = rig.gateway;
  const book = lane.books.get(AAA)!;
  let turn = 0;
  await new Promise<void>((resolve) => {
    rig.gateway.traffic = () => {
      if (++turn > count) return resolve();
      const price = 10_000 + ((turn * 7) % 60);
      const size = turn % 3 === 0 && book.has(price) ? 0 : turn;
      lane.change(AAA, [[price, size]]);
      lane.flush();
    };
  });
  rig.gateway.traffic = () => {};
}

async function expectEqual(rig: ServerRig, client: PeerProcess): Promise<void> {
  const wanted = levelsOf(rig);
  for (;;) {
    const { books } = await client.ask('books');
    const got = JSON.stringify(books.find(({ symbol }) => symbol === 'sim:AAA')?.bids);
    if (got === wanted) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(client.events.filter(({ event }) => event === 'contradiction')).toEqual([]);
}

async function serve(program: PeerProgram, version: FixVersion): Promise<void> {
  const rig = await ServerRig.start(
    {},
    { clients: [clientSettings({ compId: 'CLIENT', version })] },
  );
  const proxy = await CuttingProxy.listen(() => rig.port);
  atEnd(() => proxy.close());
  const client = new PeerProcess(
    program,
    join(scratchFolder(), 'client'),
    { version, sender: 'CLIENT', target: 'BOOKCAST', role: 'initiator', port: proxy.port },
    ['--client', '--symbols', 'sim:AAA,sim:BBB'],
  );
  atEnd(() => client.kill());
  await stream(rig, 50);
  await client.start();
  await expectEqual(rig, client);
  await stream(rig, UPDATES);
  await expectEqual(rig, client);
  const { refreshes } = await client.ask('books');
  expect(refreshes).toBeGreaterThanOrEqual(UPDATES / 2);
  await Promise.all([proxy.cutBehind(3_333), stream(rig, 300)]);
  await expectEqual(rig, client);
  await client.kill();
  await stream(rig, 100);
  await client.start();
  await expectEqual(rig, client);
  await rig.server.close('a new version');
  await rig.open();
  await expectEqual(rig, client);
  await client.stop();
}

const cpp = quickfix();
const java = quickfixj();

describe('QuickFIX C++ at our FIX server', () => {
  it.skipIf(cpp === undefined).each(['FIX.4.2', 'FIX.4.4', 'FIX.5.0SP2'] as const)(
    'has the lane’s book after updates, a cut, a kill and a restart of the server (%s)',
    (version) => serve(cpp!, version),
    120_000,
  );
});

describe('QuickFIX/J at our FIX server', () => {
  it.skipIf(java === undefined).each(['FIX.4.4', 'FIX.5.0SP2'] as const)(
    'has it, too (%s)',
    (version) => serve(java!, version),
    120_000,
  );
});
