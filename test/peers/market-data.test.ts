/** The whole of Bookcast, as a process, and the engines of others as its venues: the SDK's books are the peer's, whatever is cut and killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FixVersion } from '../../src/fix/session/session-settings.js';
import { BookcastProcess } from './bookcast-process.js';
import { CuttingProxy } from './cutting-proxy.js';
import { freePort } from './free-port.js';
import { PeerProcess } from './peer-process.js';
import { peerPrograms, type PeerProgram } from './peer-programs.js';
import { cutBytes, STREAM_MESSAGES } from './run-size.js';
import {
  expectAllProcessed,
  expectHandedOver,
  processedNumbers,
  sentNumbers,
} from './sequence-proof.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-peers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SYMBOLS = 'EUR/USD,GBP/USD';
let opened = 0;
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const identity = { version: 'FIX.4.4', senderCompId: 'BOOKCAST', targetCompId: 'VENUE' } as const;

interface Fed {
  readonly venue: PeerProcess;
  readonly bookcast: BookcastProcess;
  readonly proxy: CuttingProxy;
}

const keyingOf = (version: FixVersion): readonly [peer: string[], source: string] =>
  version === 'FIX.5.0SP2'
    ? [['--keying', 'id', '--reports'], 'profile=id&rptSeq=entry']
    : [[], 'profile=price'];

/** Bookcast connects to the peer's venue, through the proxy. */
async function fed(program: PeerProgram, version: FixVersion): Promise<Fed> {
  const at = join(folder, String(opened++));
  const port = await freePort();
  const proxy = await CuttingProxy.listen(() => port);
  const [peerArgs, profile] = keyingOf(version);
  const venue = new PeerProcess(
    program,
    join(at, 'venue'),
    { version, role: 'acceptor', sender: 'VENUE', target: 'BOOKCAST', port },
    ['--venue', '--symbols', SYMBOLS, ...peerArgs],
  );
  const bookcast = new BookcastProcess(
    join(at, 'bookcast'),
    `fix:${SYMBOLS}?host=127.0.0.1:${proxy.port}&version=${version}&sender=BOOKCAST&target=VENUE&${profile}`,
  );
  ends.push(
    () => venue.kill(),
    () => bookcast.kill(),
    () => proxy.close(),
  );
  await venue.start();
  await bookcast.start();
  return { venue, bookcast, proxy };
}

const booksOf = (venue: PeerProcess) => async () => (await venue.ask('books')).books;
const bothSubscribed = async (venue: PeerProcess, from: number): Promise<void> => {
  await venue.next('subscribed', from, ({ symbols }) => symbols === 2);
};

function expectNoComplaint(venue: PeerProcess): void {
  const bad = new Set(['reject', 'refused']);
  expect(venue.events.filter(({ event }) => bad.has(event))).toEqual([]);
}

describe.each(peerPrograms())('$name as a venue', (program) => {
  // The drill below is FIX 4.4.
  it.each<FixVersion>(program.name === 'quickfix' ? ['FIX.4.2', 'FIX.5.0SP2'] : ['FIX.5.0SP2'])(
    '%s: its books are those of our clients after a stream, and every number is processed once',
    async (version) => {
      const both = await fed(program, version);
      const { venue, bookcast } = both;
      await venue.stream(STREAM_MESSAGES);
      await bookcast.equals(booksOf(venue));
      expect(await bookcast.stop()).toBe(0);
      expectAllProcessed(
        sentNumbers(venue.journal()),
        processedNumbers(await bookcast.processed(1)),
      );
      expectNoComplaint(venue);
    },
  );

  it('FIX.4.4: cut in messages and killed on both sides, nothing is skipped nor processed twice, and the books are equal', async () => {
    const both = await fed(program, 'FIX.4.4');
    const { venue, bookcast, proxy } = both;
    await bothSubscribed(venue, 0);
    venue.command(`stream ${STREAM_MESSAGES}`);
    for (let cut = 0; cut < 2; cut++) {
      const from = venue.position;
      await proxy.cutBehind(cutBytes());
      await bothSubscribed(venue, from);
    }
    await venue.kill();
    const from = venue.position;
    await venue.start();
    await bothSubscribed(venue, from);
    venue.command(`stream ${STREAM_MESSAGES}`);
    await proxy.cutBehind(cutBytes());
    await bookcast.kill();
    const atKill = await bookcast.stored(identity);
    const killed = venue.position;
    await bookcast.start();
    await bothSubscribed(venue, killed);
    await venue.stream(STREAM_MESSAGES);
    await bookcast.equals(booksOf(venue));
    expect(await bookcast.stop()).toBe(0);
    expectHandedOver(
      sentNumbers(venue.journal()),
      processedNumbers(await bookcast.processed(1)),
      atKill.nextIn,
      processedNumbers(await bookcast.processed(2)),
    );
    const { nextIn, nextOut } = await venue.ask('numbers');
    expect(await bookcast.stored(identity)).toEqual({ nextIn: nextOut, nextOut: nextIn });
    expectNoComplaint(venue);
  });

  it('FIX.4.4: as a hub it connects to us and pushes; cut and killed, the books are equal again', async () => {
    const at = join(folder, String(opened++));
    const port = await freePort();
    const proxy = await CuttingProxy.listen(() => port);
    const hub = new PeerProcess(
      program,
      join(at, 'hub'),
      {
        version: 'FIX.4.4',
        role: 'initiator',
        sender: 'HUB',
        target: 'BOOKCAST',
        port: proxy.port,
      },
      ['--hub', '--symbols', SYMBOLS],
    );
    const bookcast = new BookcastProcess(
      join(at, 'bookcast'),
      `fix:${SYMBOLS}?listen=127.0.0.1:${port}&sender=BOOKCAST&target=HUB&profile=price&subscribe=none`,
    );
    ends.push(
      () => hub.kill(),
      () => bookcast.kill(),
      () => proxy.close(),
    );
    await bookcast.start();
    await hub.start();
    await hub.next('subscribed');
    hub.command(`stream ${STREAM_MESSAGES}`);
    const from = hub.position;
    await proxy.cutBehind(cutBytes());
    await hub.next('subscribed', from);
    await hub.kill();
    const killed = hub.position;
    await hub.start();
    await hub.next('subscribed', killed);
    await hub.stream(STREAM_MESSAGES);
    await bookcast.equals(booksOf(hub));
    expect(await bookcast.stop()).toBe(0);
    expectAllProcessed(sentNumbers(hub.journal()), processedNumbers(await bookcast.processed(1)));
    expectNoComplaint(hub);
  });
});
