/** The FIX server and the engines of others as its clients: a peer's venue feeds Bookcast, and a peer's client has the venue's books. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FixVersion } from '../../src/fix/session/session-settings.js';
import { BookcastProcess } from './bookcast-process.js';
import { CuttingProxy } from './cutting-proxy.js';
import { freePort } from './free-port.js';
import { PeerProcess, type PeerBook } from './peer-process.js';
import { peerPrograms, type PeerProgram } from './peer-programs.js';
import { cutBytes, STREAM_MESSAGES, WAIT_MS_LIMIT } from './run-size.js';
import { expectGapless, processedNumbers } from './sequence-proof.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-peers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SYMBOLS = ['EUR/USD', 'GBP/USD'];
let opened = 0;
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Venue → Bookcast → proxy → client. All have started. */
async function chained(program: PeerProgram, version: FixVersion) {
  const at = join(folder, String(opened++));
  mkdirSync(at);
  const [venuePort, serverPort] = [await freePort(), await freePort()];
  const config = join(at, 'bookcast.yaml');
  const entry = `{ name: client, compId: CLIENT, version: ${version}, password: none, instruments: ['*'] }`;
  writeFileSync(config, `fixServer:\n  port: ${serverPort}\n  clients:\n    - ${entry}\n`);
  const proxy = await CuttingProxy.listen(() => serverPort);
  const venue = new PeerProcess(
    program,
    join(at, 'venue'),
    {
      version: 'FIX.4.4',
      role: 'acceptor',
      sender: 'VENUE',
      target: 'BOOKCAST',
      port: venuePort,
    },
    ['--venue', '--symbols', SYMBOLS.join(',')],
  );
  const bookcast = new BookcastProcess(
    join(at, 'bookcast'),
    `fix:${SYMBOLS.join(',')}?host=127.0.0.1:${venuePort}&sender=BOOKCAST&target=VENUE&profile=price`,
    { BOOKCAST_CONFIG: config },
  );
  const client = new PeerProcess(
    program,
    join(at, 'client'),
    { version, role: 'initiator', sender: 'CLIENT', target: 'BOOKCAST', port: proxy.port },
    ['--client', '--symbols', SYMBOLS.map((symbol) => `venue:${symbol}`).join(',')],
  );
  ends.push(
    () => client.kill(),
    () => bookcast.kill(),
    () => venue.kill(),
    () => proxy.close(),
  );
  await venue.start();
  await bookcast.start();
  // Its instruments are known then: a request for others is refused.
  await bookcast.equals(async () => (await venue.ask('books')).books);
  await client.start();
  await client.next('logon');
  return { venue, bookcast, client, proxy };
}

type Chain = Awaited<ReturnType<typeof chained>>;

/** The client has the venue's books, as the replicas of the SDK have. */
async function expectEqual({ venue, bookcast, client }: Chain): Promise<void> {
  const { books } = await venue.ask('books');
  await bookcast.equals(() => Promise.resolve(books));
  const wanted = books.map((book): PeerBook => ({ ...book, symbol: `venue:${book.symbol}` }));
  let got = await client.ask('books');
  const isEqual = (): boolean => JSON.stringify(got.books) === JSON.stringify(wanted);
  for (const giveUpMs = Date.now() + WAIT_MS_LIMIT / 2; !isEqual() && Date.now() < giveUpMs;) {
    got = await client.ask('books');
  }
  expect(got.books).toEqual(wanted);
  const bad = new Set(['reject', 'refused', 'contradiction']);
  expect(client.events.filter(({ event }) => bad.has(event))).toEqual([]);
}

describe.each(peerPrograms())('$name as a client of the FIX server', (program) => {
  const versions: readonly FixVersion[] =
    program.name === 'quickfix' ? ['FIX.4.2', 'FIX.5.0SP2'] : ['FIX.5.0SP2'];

  it.each(versions)('%s: has the venue’s books after a stream', async (version) => {
    const chain = await chained(program, version);
    await chain.venue.stream(STREAM_MESSAGES);
    await expectEqual(chain);
  });

  it('FIX.4.4: cut and killed it comes back without a hole, and the next images make its books right', async () => {
    const chain = await chained(program, 'FIX.4.4');
    const { venue, client, proxy } = chain;
    for (let cut = 0; cut < 2; cut++) {
      venue.command(`stream ${STREAM_MESSAGES}`);
      const from = client.position;
      await proxy.cutBehind(Math.ceil(cutBytes() / 2));
      await client.next('logon', from);
    }
    await client.kill();
    const from = client.position;
    await client.start();
    await client.next('logon', from);
    await venue.stream(STREAM_MESSAGES);
    await expectEqual(chain);
    processedNumbers(client.journal());
    expectGapless(client.journal(), (await client.ask('numbers')).nextIn);
  });
});
