import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FixLine } from '../../../src/feed/source/fix-line.js';
import { TokenBucket } from '../../../src/feed/source/token-bucket.js';
import type { LineRules } from '../../../src/feed/source/venue-line.js';
import { dialSession } from '../../../src/fix/link/dial-session.js';
import {
  ENDPOINT_DEFAULTS,
  type EndpointSettings,
} from '../../../src/fix/session/endpoint-settings.js';
import { MemoryStore } from '../../../src/fix/session/memory-store.js';
import {
  atEnd,
  LOOPBACK,
  makeLink,
  MovedClock,
  News,
  openDoor,
  RawPeer,
  settingsOf,
} from '../../fix/link/link-rig.js';
import { scratchFolder } from '../../fix/store/scratch.js';

const RULES: LineRules = {
  sendsPerSecond: 100,
  silenceMs: 0,
  pingEveryMs: 0,
  lifetimeMs: 0,
  messageBytesLimit: 1 << 20,
};

const SUBSCRIBE = '35=V\x01262=1\x01263=1\x01264=0\x01267=1\x01269=0\x01146=1\x0155=EUR/USD\x01';
const readable = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('latin1').replaceAll('\x01', '|');

/** A line whose news a test waits for. */
function openLine(endpoint: Partial<EndpointSettings>, session = settingsOf('initiator')) {
  const news = new News();
  const clock = new MovedClock();
  const line = new FixLine(
    {
      name: 'F1',
      address: 'fix:',
      rules: RULES,
      clock,
      random: () => 1,
      connects: new TokenBucket(1, 20),
      endpoint: { ...ENDPOINT_DEFAULTS, session, hosts: [], ...endpoint },
    },
    {
      opened: () => news.tell('opened'),
      lost: (_, why) => news.tell(`lost: ${why}`),
      received: (_, bytes, isBinary) => news.tell(`received ${isBinary} ${readable(bytes)}`),
      sent: (_, text) => news.tell(`sent ${text.replaceAll('\x01', '|')}`),
      ageing: () => news.tell('ageing'),
      note: (text) => news.tell(`note: ${text}`),
    },
  );
  const ticker = setInterval(() => line.tick(clock.nowNs()), 10);
  atEnd(() => clearInterval(ticker));
  atEnd(() => void line.close());
  return { line, news, clock };
}

const hostsOf = (...ports: number[]) => ports.map((port) => ({ host: LOOPBACK, port }));

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function openVenue() {
  const venue = makeLink(settingsOf('acceptor'));
  const door = await openDoor([venue.link]);
  return { venue, port: door.port };
}

describe('a FIX session as a venue’s line', () => {
  it('is open while it is logged on, and brings whole application messages only', async () => {
    const { venue, port } = await openVenue();
    const { line, news } = openLine({ hosts: hostsOf(port) });
    await news.wait(/^opened/);
    expect(line.isConnected).toBe(true);
    line.send(SUBSCRIBE, 0);
    await venue.news.wait(/^app V/);
    venue.link.send('W', Buffer.from('262=1\x0155=EUR/USD\x01'), false);
    const received = await news.wait(/^received/);
    expect(received).toMatch(
      /^received true 8=FIX\.4\.4\|9=\d+\|35=W\|.*\|262=1\|55=EUR\/USD\|10=\d+\|$/,
    );
    venue.link.logout('enough');
    await news.wait(/^lost: .*enough/);
    expect(news.heard.filter((text) => !text.startsWith('note'))).toEqual([
      'opened',
      `sent ${SUBSCRIBE.replaceAll('\x01', '|')}`,
      received,
      expect.stringMatching(/^lost/),
    ]);
  });

  it('comes back after a loss with its numbers, and what it had said is not said again', async () => {
    const { venue, port } = await openVenue();
    const { line, news } = openLine({ hosts: hostsOf(port) });
    await news.wait(/^opened/);
    line.send(SUBSCRIBE, 0);
    await venue.news.wait(/^app V/);
    venue.store.nextIn = 2;
    venue.link.cut('a cable');
    await news.wait(/^note: F1 VENUE: .*connection lost \(.*\); next attempt in 0\.3 s/);
    await news.wait(/^opened/, 2);
    line.send(SUBSCRIBE, 0);
    await venue.news.wait(/^app V/, 2);
    // Logon, V, Logon, V: the V that the venue asked for again was gap-filled.
    expect(venue.news.heard.filter((text) => text.startsWith('app'))).toEqual([
      'app V 2 ',
      'app V 4 ',
    ]);
  });

  it('rule 10: what was said since the logon is sent again: a gap fill over it would lose the subscription', async () => {
    const { venue, port } = await openVenue();
    const { line, news } = openLine({ hosts: hostsOf(port) });
    await news.wait(/^opened/);
    line.send(SUBSCRIBE, 0);
    await venue.news.wait(/^app V/);
    // The venue has a gap from here on, as after a crash, and asks for everything up to now.
    venue.store.nextIn = 2;
    line.send(SUBSCRIBE.replace('262=1', '262=2'), 0);
    await venue.news.wait(/^app V 3/);
    expect(venue.news.heard.filter((text) => text.startsWith('app'))).toEqual([
      'app V 2 ',
      'app V 2 ',
      'app V 3 ',
    ]);
  });

  it('tries the next host at once, the list again after a pause, and the first one after a loss', async () => {
    const dead = await deadPort();
    const { venue, port } = await openVenue();
    const { news } = openLine({ hosts: hostsOf(dead, port) });
    await news.wait(/^opened/);
    expect(news.heard[0]).toBe(
      `note: F1 VENUE: ${LOOPBACK}:${dead}: no connection (nobody listens there (ECONNREFUSED)); next is ${LOOPBACK}:${port}`,
    );
    venue.link.cut('a cable');
    await news.wait(/^opened/, 2);
    expect(news.heard.filter((text) => text.includes(`next is ${LOOPBACK}:${port}`)).length).toBe(
      2,
    );
  });

  it('backs off where a list has nobody, and where a Logon is refused', async () => {
    const alone = openLine({ hosts: hostsOf(await deadPort(), await deadPort()) });
    await alone.news.wait(/next attempt in 0\.3 s/);
    await alone.news.wait(/next attempt in 0\.5 s/);
    const { port } = await openVenue();
    const unknown = openLine(
      { hosts: hostsOf(port) },
      settingsOf('initiator', {
        identity: { version: 'FIX.4.4', senderCompId: 'NOBODY', targetCompId: 'VENUE' },
      }),
    );
    await unknown.news.wait(/no logon \(closed by the other side\); next attempt in 0\.3 s/);
    await unknown.news.wait(/next attempt in 0\.5 s/);
    expect(unknown.news.heard).not.toContain('opened');
  });

  it('lets its counterparty in where it is told to listen', async () => {
    const { line, news } = openLine(
      { listen: { host: LOOPBACK, port: 0 } },
      settingsOf('acceptor'),
    );
    const port = Number(/:(\d+)$/.exec(await news.wait(/listens on/))![1]);
    const hub = makeLink(settingsOf('initiator'));
    const dial = (): void =>
      void dialSession(
        hub.link,
        { host: LOOPBACK, port },
        { connectMsLimit: 5_000, failed: () => {} },
      );
    dial();
    await Promise.all([news.wait(/^opened/), hub.news.wait(/^on/)]);
    hub.link.send('X', Buffer.from('268=0\x01'), false);
    await news.wait(/^received .*35=X/);
    line.send(SUBSCRIBE, 0);
    await hub.news.wait(/^app V/);
    hub.link.cut('a cable');
    await news.wait(/^lost/);
    dial();
    await news.wait(/^opened/, 2);
  });

  it('tells the way out where the two sides count differently, and that it is logged on', async () => {
    const { venue, port } = await openVenue();
    const first = openLine({ hosts: hostsOf(port) });
    await first.news.wait(/^note: F1 VENUE: logged on$/);
    await first.line.close();
    // The line has begun anew; the venue has not.
    venue.store.nextIn = 90;
    const { news } = openLine({ hosts: hostsOf(port) });
    expect(await news.wait(/no logon/)).toMatch(
      /no logon \(.*MsgSeqNum too low, expecting 90 but received 1\); one side has lost its sequence numbers: .*resetOnLogon=yes.*; next attempt in/,
    );
  });

  it('tells a counterparty that comes again and again only so often', async () => {
    const { news } = openLine({ listen: { host: LOOPBACK, port: 0 } }, settingsOf('acceptor'));
    const port = Number(/:(\d+)$/.exec(await news.wait(/listens on/))![1]);
    const store = new MemoryStore(Date.now());
    const hub = makeLink(settingsOf('initiator'), { store });
    for (let count = 1; count <= 40; count++) {
      store.nextIn = 1_000;
      const failed = (): void => {};
      dialSession(hub.link, { host: LOOPBACK, port }, { connectMsLimit: 5_000, failed });
      await hub.news.wait(/^ended/, count);
    }
    await news.wait(/waits for the counterparty/);
    expect(news.heard.filter((text) => text.startsWith('note')).length).toBeLessThanOrEqual(22);
  });

  it('does not read while it pauses, and is not taken for dead', async () => {
    const { venue, port } = await openVenue();
    const { line, news, clock } = openLine({ hosts: hostsOf(port) });
    await news.wait(/^opened/);
    line.pause();
    venue.link.send('X', Buffer.from('268=0\x01'), false);
    clock.movedMs = 600_000;
    line.tick(clock.nowNs());
    expect(news.heard.some((text) => text.startsWith('received'))).toBe(false);
    line.resume();
    await news.wait(/^received .*35=X/);
    expect(line.isConnected).toBe(true);
  });

  it('says goodbye by handshake when it closes, and nothing is told any more', async () => {
    const { venue, port } = await openVenue();
    const { line, news } = openLine({ hosts: hostsOf(port) });
    await news.wait(/^opened/);
    await line.close();
    await venue.news.wait(/^ended/);
    expect(venue.news.heard.some((text) => text.startsWith('off'))).toBe(true);
    expect(news.heard.some((text) => text.startsWith('lost'))).toBe(false);
    // Logon and Logout of each side.
    expect([venue.store.nextIn, venue.store.nextOut]).toEqual([3, 3]);
  });

  it('closes although the counterparty does not answer the Logout', async () => {
    const server = createServer().listen(0, LOOPBACK);
    await once(server, 'listening');
    atEnd(() => server.close());
    const { port } = server.address() as { port: number };
    const accepted = once(server, 'connection');
    const { line, news } = openLine(
      { hosts: hostsOf(port) },
      settingsOf('initiator', { logoutMsLimit: 50 }),
    );
    const peer = RawPeer.of((await accepted)[0]);
    await peer.news.wait(/35=A/);
    peer.say('A', 1, '98=0|108=30|', { senderCompId: 'VENUE', targetCompId: 'CLIENT' });
    await news.wait(/^opened/);
    await line.close();
    await peer.news.wait(/35=5/);
  });

  it('hands on as a gap fill what will not come, but not what is older than its logon', async () => {
    const { venue, port } = await openVenue();
    const { line, news } = openLine({ hosts: hostsOf(port) });
    await news.wait(/^opened/);
    venue.link.cut('a cable');
    venue.store.nextOut = 9;
    await news.wait(/^opened/, 2);
    while (line.figures()!.nextIn < 10) await new Promise(setImmediate);
    venue.link.send('W', Buffer.from('55=A\x01'), false);
    await news.wait(/^received .*35=W/);
    venue.store.nextOut = 15;
    venue.link.send('W', Buffer.from('55=B\x01'), false);
    const received = await news.wait(/^received .*35=4/);
    expect(received).toMatch(/\|35=4\|34=11\|49=VENUE\|.*\|56=CLIENT\|36=16\|123=Y\|10=/);
    expect(news.heard.filter((text) => /35=4/.test(text)).length).toBe(1);
  });

  it('tells what the counterparty rejected, and hands on what the normalizer can use', async () => {
    const { venue, port } = await openVenue();
    const { line, news } = openLine({ hosts: hostsOf(port) });
    await news.wait(/^opened/);
    line.send(SUBSCRIBE, 0);
    await venue.news.wait(/^app V/);
    venue.link.send('j', Buffer.from('45=2\x01372=V\x01380=3\x0158=not here\x01'), false);
    await news.wait(/^note: F1 VENUE: the counterparty rejected .* 45=2 372=V 380=3 58=not here/);
    await news.wait(/^received .*\|35=j\|/);
  });
});

describe('the files of a FIX line', () => {
  const files = () => ({
    storePath: scratchFolder(),
    keptBytesLimit: 1 << 20,
    syncs: false,
    messageLog: { fileBytes: 1 << 20, filesLimit: 2 },
  });

  it('carry its numbers over a restart, and show what was said without the password', async () => {
    const { venue, port } = await openVenue();
    const settings = { hosts: hostsOf(port), files: files() };
    const session = settingsOf('initiator', { username: 'me', password: 'hunter22' });
    for (let start = 1; start <= 3; start++) {
      const { line, news } = openLine(settings, session);
      await news.wait(/^opened/);
      await line.close();
      await venue.news.wait(/^ended/, start);
      expect(venue.store.nextIn).toBe(1 + 2 * start);
    }
    const [folder] = readdirSync(settings.files.storePath);
    expect(folder).toBe('FIX.4.4-CLIENT-VENUE');
    const log = readFileSync(
      join(settings.files.storePath, folder!, 'messages.log'),
      'latin1',
    ).replaceAll('\x01', '|');
    expect(log.match(/ > 8=FIX\.4\.4\|.*\|35=A\|34=[135]\|.*\|553=me\|554=\*\*\*\|/g)!.length).toBe(
      3,
    );
    expect(log.match(/ < 8=FIX\.4\.4\|.*\|35=5\|/g)!.length).toBe(3);
    expect(log).not.toMatch(/hunter22/);
  });

  it('are one owner’s: a second line waits until the first lets go', async () => {
    const { port } = await openVenue();
    const settings = { hosts: hostsOf(port), files: files() };
    const first = openLine(settings);
    await first.news.wait(/^opened/);
    const second = openLine(settings);
    await second.news.wait(
      /files are in use by this process .*two sessions of one version, sender and target.*; next attempt in/,
    );
    await first.line.close();
    await second.news.wait(/^opened/);
  });
});
