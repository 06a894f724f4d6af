import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { FixAcceptor, ACCEPTOR_LIMITS } from '../../../src/fix/link/fix-acceptor.js';
import { UtcTimeText } from '../../../src/fix/codec/utc-time-text.js';
import {
  atEnd,
  LOOPBACK,
  makeLink,
  MovedClock,
  openDoor,
  RawPeer,
  settingsOf,
} from './link-rig.js';

async function venueAndDoor(limits: Parameters<typeof openDoor>[1] = {}) {
  const venue = makeLink(settingsOf('acceptor'));
  const door = await openDoor([venue.link], limits);
  return { venue, door };
}

/** Everything that the peer heard until its connection was closed. */
async function silentEnd(peer: RawPeer): Promise<readonly string[]> {
  await peer.news.wait(/^closed/);
  return peer.news.heard;
}

describe('rule 1: the first message', () => {
  const cases: readonly (readonly [what: string, say: (peer: RawPeer) => void, told: RegExp])[] = [
    ['is no Logon', (peer) => peer.say('0', 1), /the first message is no Logon/],
    [
      'has a SenderCompID that nobody has',
      (peer) => peer.logon(1, { senderCompId: 'STRANGER' }),
      /Logon of STRANGER to VENUE in FIX\.4\.4: no such session/,
    ],
    [
      'is to a TargetCompID that is not ours',
      (peer) => peer.logon(1, { targetCompId: 'ELSEWHERE' }),
      /to ELSEWHERE in FIX\.4\.4: no such session/,
    ],
    [
      'is of another FIX version',
      (peer) => peer.logon(1, { beginString: 'FIX.4.2' }),
      /in FIX\.4\.2: no such session/,
    ],
    [
      'has a BodyLength that is wrong',
      (peer) => {
        const text = Buffer.from(peer.bytesOf('A', 1, '98=0|108=30|')).toString('latin1');
        peer.socket.write(text.replace(/9=(\d+)/, (_, length) => `9=${Number(length) - 1}`));
      },
      /the first message is garbled \(bad-body-length\)/,
    ],
    [
      'has a field that is none',
      (peer) => peer.say('A', 1, '98=0|x=1|'),
      /the first message is garbled/,
    ],
    ['is a request of HTTP', (peer) => void peer.socket.write('GET / HTTP/1.1\r\n\r\n'), /garbled/],
  ];

  it.each(cases)('%s: the connection is dropped without a word, and told', async (_, say, told) => {
    const { venue, door } = await venueAndDoor();
    const peer = await RawPeer.connect(door.port);
    say(peer);
    expect(await silentEnd(peer)).toEqual(['closed']);
    await door.news.wait(told);
    expect([venue.store.nextIn, venue.store.nextOut]).toEqual([1, 1]);
    expect(door.acceptor.unnamedCount).toBe(0);
  });

  it('has a SendingTime that is far off: dropped without a word', async () => {
    const { venue, door } = await venueAndDoor();
    const peer = await RawPeer.connect(door.port);
    peer.logon(1, { sendingTime: new UtcTimeText().text(Date.now() - 600_000) });
    expect(await silentEnd(peer)).toEqual(['closed']);
    await venue.news.wait(/^ended/);
    expect(venue.store.nextOut).toBe(1);
  });

  it('is of an identity that is logged on already: the second connection is dropped, the first stays', async () => {
    const { venue, door } = await venueAndDoor();
    const first = await RawPeer.connect(door.port);
    first.logon();
    await venue.news.wait(/^on/);
    const second = await RawPeer.connect(door.port);
    second.logon(2);
    expect(await silentEnd(second)).toEqual(['closed']);
    await door.news.wait(/logged on already; this connection is dropped/);
    first.say('1', 2, '112=still here|');
    await first.news.wait(/112=still here/);
    expect(venue.store.nextIn).toBe(3);
  });

  it('of the same identity is welcome once the first connection is gone', async () => {
    const { venue, door } = await venueAndDoor();
    const first = await RawPeer.connect(door.port);
    first.logon();
    await venue.news.wait(/^on/);
    first.socket.destroy();
    await venue.news.wait(/^ended/);
    const second = await RawPeer.connect(door.port);
    second.logon(2);
    await second.news.wait(/35=A\|34=2/);
  });

  it('comes cut into single bytes all the same', async () => {
    const { venue, door } = await venueAndDoor();
    const peer = await RawPeer.connect(door.port);
    peer.socket.setNoDelay(true);
    for (const byte of peer.bytesOf('A', 1, '98=0|108=30|')) {
      await new Promise((resolve) => peer.socket.write(Uint8Array.of(byte), resolve));
    }
    await venue.news.wait(/^on/);
  });
});

describe('the door', () => {
  it('does not wait for ever for a Logon', async () => {
    const { door } = await venueAndDoor();
    const peer = await RawPeer.connect(door.port);
    peer.socket.write('8=FIX.4.4\x01');
    while (door.acceptor.unnamedCount === 0) await new Promise(setImmediate);
    door.acceptor.tick(door.clock.nowNs());
    expect(door.acceptor.unnamedCount).toBe(1);
    door.clock.movedMs = ACCEPTOR_LIMITS.logonMsLimit + 1;
    door.acceptor.tick(door.clock.nowNs());
    expect(await silentEnd(peer)).toEqual(['closed']);
    await door.news.wait(/no Logon in 10000 ms/);
  });

  it('holds so many that have not said who they are; the oldest makes room', async () => {
    const { venue, door } = await venueAndDoor({ limits: { unnamedLimit: 3 } });
    const silent: RawPeer[] = [];
    for (let i = 0; i < 5; i++) silent.push(await RawPeer.connect(door.port));
    await silent[0]!.news.wait(/^closed/);
    await silent[1]!.news.wait(/^closed/);
    expect(door.acceptor.unnamedCount).toBe(3);
    const honest = await RawPeer.connect(door.port);
    honest.logon();
    await venue.news.wait(/^on/);
    expect(door.acceptor.unnamedCount).toBe(2);
    await door.news.wait(/no Logon yet, and 3 others wait/);
  });

  it('tells of a flood of strangers, but not of each of them', async () => {
    const { door } = await venueAndDoor();
    for (let i = 0; i < 60; i++) {
      const peer = await RawPeer.connect(door.port);
      peer.say('0', 1);
      await peer.news.wait(/^closed/);
    }
    expect(door.news.heard.length).toBe(20);
    door.clock.movedMs = 20_000;
    const last = await RawPeer.connect(door.port);
    last.say('0', 1);
    await last.news.wait(/^closed/);
    expect(door.news.heard.at(-1)).toMatch(/\(and 40 notes before it were not told\)$/);
  });

  it('is closed to newcomers, while sessions go on to their logout', async () => {
    const { venue, door } = await venueAndDoor();
    const peer = await RawPeer.connect(door.port);
    peer.logon();
    await venue.news.wait(/^on/);
    door.acceptor.close();
    const refused = new Promise((resolve) => connect(door.port, LOOPBACK).once('error', resolve));
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
    venue.link.logout('closing');
    await peer.news.wait(/35=5\|.*58=closing/);
    peer.say('5', 2);
    await venue.news.wait(/^ended/);
  });

  it('says which port is taken, and what to do', async () => {
    const { door } = await venueAndDoor();
    const second = new FixAcceptor({
      address: { host: LOOPBACK, port: door.port },
      limits: ACCEPTOR_LIMITS,
      clock: new MovedClock(),
      find: () => undefined,
      note: () => {},
    });
    atEnd(() => second.close());
    await expect(second.listen()).rejects.toThrow(
      `FIX acceptor: cannot listen on ${LOOPBACK}:${door.port}: another process listens there: name another port, or end it (EADDRINUSE)`,
    );
  });
});

describe('a counterparty that floods', () => {
  it('with TestRequests and reads nothing is cut', async () => {
    const { venue, door } = await venueAndDoor({ limits: { unsentBytesLimit: 50_000 } });
    const peer = await RawPeer.connect(door.port);
    peer.logon();
    await venue.news.wait(/^on/);
    peer.socket.pause();
    let msgSeqNum = 2;
    const id = '.'.repeat(1_000);
    while (venue.link.isCarried) {
      peer.say('1', msgSeqNum++, `112=${id}|`);
      if (msgSeqNum % 50 === 0) await new Promise(setImmediate);
    }
    await venue.news.wait(/note: acceptor: too slow/);
  });

  it('with garbage is not told of for each piece, and dies of its silence', async () => {
    const { venue, door } = await venueAndDoor();
    const peer = await RawPeer.connect(door.port);
    peer.logon();
    await venue.news.wait(/^on/);
    for (let i = 0; i < 2_000; i++)
      peer.socket.write(`8=FIX.4.4\x019=5\x0135=0\x0110=00${i % 10}\x01`);
    peer.say('1', 2, '112=behind it|');
    await peer.news.wait(/112=behind it/);
    expect(venue.link.figures().garbled).toBeGreaterThan(1_000);
    expect(venue.news.heard.length).toBeLessThan(25);
    venue.clock.movedMs = 80_000;
    venue.link.tick();
    await venue.news.wait(/^ended: Timed out waiting for heartbeat/);
  });
});
