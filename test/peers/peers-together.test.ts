/** The two peers with each other: what is built here to watch Bookcast is right about engines that are known to be right. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FixVersion } from '../../src/fix/session/session-settings.js';
import { CuttingProxy } from './cutting-proxy.js';
import { freePort } from './free-port.js';
import { PeerProcess } from './peer-process.js';
import { quickfix, quickfixj, type PeerProgram } from './peer-programs.js';
import { expectAllProcessed, processedNumbers, sentNumbers } from './sequence-proof.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-peers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cpp = quickfix();
const java = quickfixj();
const SYMBOLS = 'EUR/USD,GBP/USD';

interface Pair {
  readonly venue: PeerProcess;
  readonly client: PeerProcess;
  readonly proxy: CuttingProxy;
}

let pair: Pair | undefined;
afterEach(async () => {
  await Promise.all([pair?.venue.kill(), pair?.client.kill()]);
  await pair?.proxy.close();
});

async function open(
  name: string,
  version: FixVersion,
  venueProgram: PeerProgram,
  clientProgram: PeerProgram,
): Promise<Pair> {
  const port = await freePort();
  const proxy = await CuttingProxy.listen(() => port);
  const ids = { version, sender: 'VENUE', target: 'CLIENT' } as const;
  const keying = version === 'FIX.5.0SP2' ? ['--keying', 'id', '--reports'] : [];
  const venue = new PeerProcess(
    venueProgram,
    join(folder, name, 'venue'),
    { ...ids, role: 'acceptor', port },
    ['--venue', '--symbols', SYMBOLS, ...keying],
  );
  const client = new PeerProcess(
    clientProgram,
    join(folder, name, 'client'),
    { version, sender: 'CLIENT', target: 'VENUE', role: 'initiator', port: proxy.port },
    ['--client', '--symbols', SYMBOLS],
  );
  pair = { venue, client, proxy };
  await venue.start();
  await client.start();
  await venue.next('subscribed');
  return pair;
}

/** Nothing moves any more: the client has what the venue has. */
async function expectEqual({ venue, client }: Pair): Promise<void> {
  const expected = await venue.ask('books');
  let got = await client.ask('books');
  while (got.nextIn < expected.nextOut) got = await client.ask('books');
  expect(got.books).toEqual(expected.books);
  expect(client.events.filter(({ event }) => event === 'contradiction')).toEqual([]);
}

const isSkipped = cpp === undefined || java === undefined;

describe.skipIf(isSkipped)('QuickFIX C++ and QuickFIX/J', () => {
  const roles = [
    ['FIX.4.2', cpp!, java!],
    ['FIX.4.4', java!, cpp!],
    ['FIX.5.0SP2', cpp!, java!],
  ] as const;
  for (const [version, venueProgram, clientProgram] of roles) {
    it(`${version}: the books of ${clientProgram?.name} and ${venueProgram?.name} are equal after a stream`, async () => {
      const opened = await open(version, version, venueProgram, clientProgram);
      await opened.venue.stream(500);
      await expectEqual(opened);
    });
  }

  it('FIX.4.4: a connection that is cut and a client that is killed lose no message and process none twice', async () => {
    const opened = await open('cut', 'FIX.4.4', cpp!, java!);
    const { venue, client, proxy } = opened;
    venue.command('stream 3000');
    await proxy.cutBehind(60_000);
    await venue.next('subscribed', venue.position);
    await proxy.cutBehind(60_001);
    await venue.next('subscribed', venue.position);
    await client.kill();
    await client.start();
    await venue.next('idle');
    await expectEqual(opened);
    expectAllProcessed(sentNumbers(venue.journal()), processedNumbers(client.journal()));
  });
});
