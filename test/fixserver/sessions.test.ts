/** FIX clients over sockets: slow ones, those that come back, a server that does, and many at once. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asInstrumentId } from '../../src/market/units.js';
import { scratchFolder } from '../fix/store/scratch.js';
import { until } from '../gateway/turns.js';
import type { FixClientDouble } from './fix-client-double.js';
import { RawPeer } from '../fix/link/link-rig.js';
import { clientSettings, ServerRig } from './server-rig.js';

const AAA = asInstrumentId(0);

const bookOf = (rig: ServerRig): string[] =>
  [...rig.gateway.lane.books.get(AAA)!]
    .sort(([a], [b]) => b - a)
    .map(([price, size]) => `bid ${price / 100} ${size}`);

/** Changes the book with every turn of the loop, so many levels of it. */
function traffic(rig: ServerRig, levelCount = 10, changeCount = 2): void {
  let turn = 0;
  rig.gateway.traffic = () => {
    const changes = new Map<number, number>();
    for (let i = 0; i < changeCount; i++) {
      turn++;
      changes.set(10_000 + ((turn * 7) % levelCount), turn % 5 === 0 ? 0 : turn);
    }
    const { lane } = rig.gateway;
    // A lane never tells that a level went which was not there.
    const known = lane.books.get(AAA)!;
    lane.change(
      AAA,
      [...changes].filter(([price, size]) => size > 0 || known.has(price)),
    );
    lane.flush();
  };
}

async function settled(rig: ServerRig, clients: readonly FixClientDouble[]): Promise<void> {
  rig.gateway.traffic = () => {};
  const wanted = bookOf(rig).join();
  for (const client of clients)
    await until(() => client.book('one', 'sim:AAA').levels().join() === wanted);
  for (const client of clients) expect(client.book('one', 'sim:AAA').breaches).toEqual([]);
}

describe('a FIX client', () => {
  it('that does not read is dropped to an image, gets a fresh W, and is right again', async () => {
    const rig = await ServerRig.start({
      options: { backlogBytesLimit: 20_000, evictionMsLimit: 60_000, heartbeatMs: 100 },
    });
    const client = await rig.client();
    client.request('one', ['sim:AAA'], { depth: 0 });
    await client.hears('W');
    client.link.pause();
    traffic(rig, 800, 400);
    await until(() => rig.gateway.count('DROPS_TO_IMAGE') > 0);
    client.link.resume();
    await client.hears('W', 2);
    await settled(rig, [client]);
    expect(rig.gateway.count('FRAMES_DROPPED_SLOW')).toBeGreaterThan(0);
  });

  it('that never reads is evicted by the age of its unsent bytes, and others are not', async () => {
    const rig = await ServerRig.start(
      { options: { backlogBytesLimit: 20_000, evictionMsLimit: 300 } },
      { clients: [clientSettings(), clientSettings({ compId: 'GOOD' })] },
    );
    const [slow, good] = [await rig.client(), await rig.client({ compId: 'GOOD' })];
    for (const client of [slow, good]) client.request('one', ['sim:AAA'], { depth: 0 });
    await slow.hears('W');
    slow.link.pause();
    traffic(rig, 800, 400);
    await until(() => rig.gateway.count('EVICTIONS') === 1);
    await until(() => rig.gateway.count('CONNECTIONS') === 1);
    await settled(rig, [good]);
  });

  it('goes on with its sequence numbers after the server was started anew, and asks for its books again', async () => {
    const rig = await ServerRig.start();
    const client = await rig.client();
    traffic(rig);
    for (const life of [1, 2, 3]) {
      client.request('one', ['sim:AAA']);
      await client.hears('X', life * 50);
      const before = [client.store.nextIn, client.store.nextOut];
      await rig.server.close('a new version');
      await until(() => !client.link.isCarried);
      await rig.open();
      await client.dial();
      expect(client.store.nextIn).toBeGreaterThan(before[0]!);
      expect(client.store.nextOut).toBeGreaterThan(before[1]!);
      expect(client.notes.filter((note) => /too low|gap|resend/i.test(note))).toEqual([]);
    }
    client.request('one', ['sim:AAA']);
    await settled(rig, [client]);
  });

  it('may ask until it has heard our Logout: nothing is answered, and nothing breaks', async () => {
    const rig = await ServerRig.start();
    const client = await rig.client();
    const requests = (): number => rig.server.facts()[0]!.requests;
    const before = requests();
    client.link.inOneWrite(() => {
      client.say('V', '146=1|55=sim:NONE|262=a|263=1|264=0|265=1|267=1|269=0|');
      client.say('c', '320=b|321=3|55=sim:AAA|');
      client.say('e', '324=c|263=1|55=sim:AAA|');
      client.say('g', '335=d|263=1|');
      client.say('x', '320=e|559=4|');
    });
    // The Logout is said before any of it is read.
    const closed = rig.server.close('a new version');
    await until(() => requests() === before + 5 || !client.link.isCarried);
    expect(requests()).toBe(before + 5);
    await closed;
    expect(client.heard).toEqual([]);
  });

  it('says and obeys 789 where that is agreed on', async () => {
    const rig = await ServerRig.start({}, { clients: [clientSettings({ nextExpected: true })] });
    const identity = { senderCompId: 'ACME', targetCompId: 'BOOKCAST' };
    const first = await RawPeer.connect(rig.port);
    first.say('A', 1, '98=0|108=30|789=1|', identity);
    expect(await first.news.wait(/35=A/)).toMatch(/\|789=2\|/);
    first.socket.destroy();
    await until(() => rig.gateway.count('CONNECTIONS') === 0);
    const second = await RawPeer.connect(rig.port);
    second.say('A', 2, '98=0|108=30|789=9|', identity);
    expect(await second.news.wait(/35=5/)).toContain(
      '58=NextExpectedMsgSeqNum too high, expecting 2 but received 9|',
    );
    await second.news.wait(/closed/);
  });

  it('finds its number where its connection was killed at any moment', async () => {
    const rig = await ServerRig.start();
    const client = await rig.client();
    traffic(rig);
    for (let life = 1; life <= 15; life++) {
      client.request(`r${life}`, ['sim:AAA']);
      const book = client.book(`r${life}`, 'sim:AAA');
      await until(() => book.updates >= life);
      client.kill();
      await until(() => rig.gateway.count('CONNECTIONS') === 0);
      await client.dial();
      expect(client.link.isLoggedOn).toBe(true);
      expect(book.breaches).toEqual([]);
    }
    client.request('one', ['sim:AAA']);
    await settled(rig, [client]);
  });

  it('is told of what it may not do by the session: unknown messages, a second logon, other CompIDs', async () => {
    const rig = await ServerRig.start();
    const client = await rig.client();
    client.say('g', '335=t|263=0|');
    expect((await client.hears('h')).fields.get(336)).toBe('sim');
    client.say('D', '11=1|55=sim:AAA|54=1|60=20260101-00:00:00|40=1|');
    await until(() => client.heard.some(({ msgType }) => msgType === 'j' || msgType === '3'));
    const second = await rig.client();
    const stranger = await rig.client({ compId: 'NOBODY' });
    expect([second.link.isLoggedOn, stranger.link.isLoggedOn]).toEqual([false, false]);
    expect(rig.notes.join()).toMatch(/logged on already[^]*NOBODY/);
    expect(client.link.isLoggedOn).toBe(true);
  });
});

describe('the operator', () => {
  it('reads who logged on, who went and why, and who was refused: a password is never told', async () => {
    const secret = 'open-sesame';
    const rig = await ServerRig.start({}, { clients: [clientSettings({ password: secret })] });
    const wrong = await rig.client({ password: 'open-barley' });
    await until(() => !wrong.link.isCarried);
    const visits = (): string[] => rig.notes.map((note) => note.replace(/^FIX client /, ''));
    await until(() => visits().length === 1);
    expect(visits()[0]).toMatch(/^ACME: did not log on: .*Username or password is wrong/);
    const right = await rig.client({ password: secret });
    right.link.logout('for today');
    await until(() => visits().length === 3);
    expect(visits().slice(1)).toEqual([
      'ACME: logged on',
      expect.stringMatching(/^ACME: logged off: .*for today/),
    ]);
    expect(rig.notes.join()).not.toMatch(/sesame|barley/);
  });

  it('finds a message in the message log soon, not when enough have gathered', async () => {
    const storePath = scratchFolder();
    const rig = await ServerRig.start(
      {},
      { storePath, messageLog: { fileBytes: 1_000_000, filesLimit: 2 } },
    );
    await rig.client();
    const path = join(storePath, 'FIX.4.4-BOOKCAST-ACME', 'messages.log');
    await until(() => existsSync(path) && readFileSync(path, 'latin1').includes('35=A'));
    expect(readFileSync(path, 'latin1')).toContain(' < 8=FIX.4.4');
  });

  it('is not flooded by a client that tries passwords', async () => {
    const rig = await ServerRig.start({}, { clients: [clientSettings({ password: 'right' })] });
    for (let attempt = 0; attempt < 25; attempt++) {
      const wrong = await rig.client({ password: 'wrong' });
      await until(() => !wrong.link.isCarried);
    }
    expect(rig.notes.length).toBeLessThan(25);
  });
});

describe('many FIX clients', () => {
  it('have the same book', async () => {
    const versions = ['FIX.4.2', 'FIX.4.4', 'FIX.5.0SP2'] as const;
    const settings = Array.from({ length: 24 }, (_, index) =>
      clientSettings({ compId: `C${index}`, version: versions[index % 3]! }),
    );
    const rig = await ServerRig.start({}, { clients: settings });
    traffic(rig, 60);
    const clients = await Promise.all(
      settings.map(({ compId, version }) => rig.client({ compId, version })),
    );
    for (const client of clients) client.request('one', ['sim:AAA'], { depth: 0 });
    for (const client of clients) await client.hears('X', 100);
    await settled(rig, clients);
    const facts = rig.server.facts();
    expect(facts.map(({ isLoggedOn, heldRequests }) => [isLoggedOn, heldRequests])).toEqual(
      settings.map(() => [true, 1]),
    );
  });
});
