import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { dialSession } from '../../../src/fix/link/dial-session.js';
import { MemoryStore } from '../../../src/fix/session/memory-store.js';
import { StoreError } from '../../../src/fix/store/store-error.js';
import { atEnd, LOOPBACK, makeLink, openDoor, RawPeer, settingsOf } from './link-rig.js';

const body = (text: string): Uint8Array => Buffer.from(`58=${text}\x01`, 'latin1');

async function pair(parts: Parameters<typeof makeLink>[1] = {}) {
  const venue = makeLink(settingsOf('acceptor'), parts);
  const client = makeLink(settingsOf('initiator'));
  const door = await openDoor([venue.link]);
  const dial = (): void =>
    void dialSession(
      client.link,
      { host: LOOPBACK, port: door.port },
      { connectMsLimit: 5_000, failed: (why) => client.news.tell(`failed: ${why}`) },
    );
  dial();
  await Promise.all([venue.news.wait(/^on/), client.news.wait(/^on/)]);
  return { venue, client, door, dial };
}

describe('two sessions over a socket', () => {
  it('log on, say what they have to say in order, and log out by handshake', async () => {
    const { venue, client } = await pair();
    client.link.send('B', body('one'), true);
    client.link.send('B', body('two'), true);
    venue.link.send('B', body('back'), true);
    await venue.news.wait(/two/);
    await client.news.wait(/back/);
    client.link.logout('done');
    await Promise.all([venue.news.wait(/^ended/), client.news.wait(/^ended/)]);
    expect(venue.news.heard.filter((text) => text.startsWith('app'))).toEqual([
      'app B 2 one',
      'app B 3 two',
    ]);
    // Logon, two messages, Logout; Logon, one message, Logout.
    expect([client.store.nextOut, client.store.nextIn]).toEqual([5, 4]);
    expect([venue.store.nextOut, venue.store.nextIn]).toEqual([4, 5]);
    expect(client.link.isCarried).toBe(false);
    // Why the session ended, not how its socket did.
    expect(venue.news.heard.at(-1)).toMatch(/^ended.*the counterparty logged out: done/);
  });

  it('go on after the connection was cut, and what was missed comes again', async () => {
    const { venue, client, dial } = await pair();
    client.link.send('B', body('before'), true);
    await venue.news.wait(/before/);
    venue.link.cut('a cable');
    await client.news.wait(/^ended/);
    // Said into the void: it has a number and is kept.
    client.store.nextOut++;
    client.store.keep(3, RawPeer.prototype.bytesOf('B', 3, '58=missed|'));
    dial();
    await venue.news.wait(/missed/);
    client.link.send('B', body('after'), true);
    await venue.news.wait(/after/);
    expect(venue.news.heard.filter((text) => text.startsWith('app'))).toEqual([
      'app B 2 before',
      'app B 3 missed',
      'app B 5 after',
    ]);
  });

  it('say what a callback says in the same write as the turn’s other answers', async () => {
    const { venue, client } = await pair({
      application: (link) => void link.send('B', body('answer'), false),
    });
    client.link.inOneWrite(() => {
      for (let i = 0; i < 3; i++) client.link.send('B', body(`question ${i}`), false);
    });
    await client.news.wait(/answer/, 3);
    expect(venue.store.nextOut).toBe(5);
  });

  it('are not heard while they pause, and hear everything afterwards', async () => {
    const { venue, client } = await pair();
    client.link.pause();
    for (let i = 0; i < 50; i++) venue.link.send('B', body(`m${i}`), false);
    client.link.send('B', body('we still speak'), false);
    await venue.news.wait(/we still speak/);
    expect(client.news.heard.some((text) => text.startsWith('app'))).toBe(false);
    client.clock.movedMs = 10 * 60_000;
    client.link.tick();
    client.link.resume();
    await client.news.wait(/m49/);
    expect(client.link.isLoggedOn).toBe(true);
  });
});

describe('a turn', () => {
  it('is on disk before anything of it is on the wire', async () => {
    const order: string[] = [];
    class NotedStore extends MemoryStore {
      override commit(): void {
        super.commit();
        order.push(`commit ${this.nextOut}`);
      }
    }
    const store = new NotedStore(0);
    const tap = {
      received: () => {},
      garbled: () => {},
      sent: (_: number, bytes: Uint8Array) => {
        order.push(`sent ${/\x0134=(\d+)/.exec(Buffer.from(bytes).toString('latin1'))![1]}`);
      },
    };
    const venue = makeLink(settingsOf('acceptor'), { store, tap });
    const door = await openDoor([venue.link]);
    const peer = await RawPeer.connect(door.port);
    peer.logon();
    await peer.news.wait(/35=A/);
    expect(order.slice(-2)).toEqual(['commit 2', 'sent 1']);
  });

  it('that the store does not take is not said: the connection is cut and told', async () => {
    let isFull = false;
    class FullStore extends MemoryStore {
      override commit(): void {
        if (isFull) throw new StoreError('store-unwritable', 'cannot write x: ENOSPC; free some');
        super.commit();
      }
    }
    const venue = makeLink(settingsOf('acceptor'), { store: new FullStore(0) });
    const door = await openDoor([venue.link]);
    const peer = await RawPeer.connect(door.port);
    peer.logon();
    await peer.news.wait(/35=A/);
    isFull = true;
    peer.say('1', 2, '112=hello|');
    await peer.news.wait(/closed/);
    expect(peer.news.heard.filter((text) => text.includes('35=0'))).toEqual([]);
    await venue.news.wait(/note: acceptor: cannot write x: ENOSPC; free some\. Nothing is said/);
    await venue.news.wait(/^ended: cannot write x/);
  });
});

describe('rule 4 at the socket', () => {
  it('garbled bytes do not move N, and the next good message shows the gap', async () => {
    const venue = makeLink(settingsOf('acceptor'));
    const door = await openDoor([venue.link]);
    const peer = await RawPeer.connect(door.port);
    peer.logon();
    await peer.news.wait(/35=A/);
    const garbled = Buffer.from(peer.bytesOf('B', 2, '58=lost|'));
    garbled[garbled.length - 3]! ^= 1;
    peer.socket.write(garbled);
    peer.say('0', 3);
    expect(await peer.news.wait(/35=2/)).toMatch(/\|7=2\|16=0\|/);
    expect(venue.store.nextIn).toBe(2);
  });

  it('a BodyLength of 10 MB is not waited for: it is told, and the session goes on', async () => {
    const venue = makeLink(settingsOf('acceptor'));
    const door = await openDoor([venue.link]);
    const peer = await RawPeer.connect(door.port);
    peer.logon();
    await peer.news.wait(/35=A/);
    peer.socket.write('8=FIX.4.4\x019=10000000\x0135=B\x01');
    peer.say('1', 2, '112=still there|');
    await peer.news.wait(/112=still there/);
    await venue.news.wait(/note: .*body-too-long/);
  });
});

describe('a counterparty that does not read', () => {
  it('is cut when too much waits for it, and told', async () => {
    const server = createServer();
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    atEnd(() => server.close());
    const client = makeLink(settingsOf('initiator'));
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    dialSession(
      client.link,
      { host: LOOPBACK, port: (server.address() as { port: number }).port },
      {
        connectMsLimit: 5_000,
        limits: { bodyBytesLimit: 1 << 20, unsentBytesLimit: 100_000, closeMsLimit: 100 },
        failed: () => {},
      },
    );
    const [socket] = await accepted;
    const peer = RawPeer.of(socket);
    await peer.news.wait(/35=A/);
    peer.say('A', 1, '98=0|108=30|', { senderCompId: 'VENUE', targetCompId: 'CLIENT' });
    await client.news.wait(/^on/);
    socket.pause();
    const text = body('x'.repeat(60_000));
    for (let i = 0; i < 2_000 && client.link.isLoggedOn; i++) client.link.send('B', text, false);
    await client.news.wait(/note: initiator: too slow/);
    await client.news.wait(/^ended: too slow/);
  });

  it('what the counterparty rejects is told, cut short and not again and again', async () => {
    const { venue, client } = await pair();
    const rejected = Buffer.from(`45=2\x0158=${'x'.repeat(100_000)}\x01`, 'latin1');
    client.link.inOneWrite(() => {
      for (let i = 0; i < 100; i++) client.link.send('3', rejected, false);
    });
    client.link.send('B', body('done'), false);
    await venue.news.wait(/done/);
    const told = venue.news.heard.filter((text) => text.includes('rejected what we said: 35=3'));
    expect(told).toHaveLength(20);
    for (const text of told) expect(text.length).toBeLessThan(600);
  });

  it('without a schedule is open at any moment that is asked for', () => {
    expect(makeLink(settingsOf('initiator')).link.opensAtMs(5)).toBe(5);
  });
});
