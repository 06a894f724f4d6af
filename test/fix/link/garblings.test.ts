/** Every garbling of a message of the day, through a real socket, to a session in either role. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { HeaderFields } from '../../../src/fix/codec/encode-message.js';
import { dictionaryOf } from '../../../src/fix/dictionary/dictionary-of.js';
import { validate } from '../../../src/fix/dictionary/validate.js';
import { dialSession } from '../../../src/fix/link/dial-session.js';
import { messageOf } from '../codec/bytes-of.js';
import {
  atEnd,
  LOOPBACK,
  makeLink,
  openDoor,
  RawPeer,
  settingsOf,
  type LinkRig,
} from './link-rig.js';

type Role = 'initiator' | 'acceptor';

const DICTIONARY = dictionaryOf('FIX.4.4');

interface Case {
  readonly rig: LinkRig;
  readonly peer: RawPeer;
  readonly header: Partial<HeaderFields>;
}

/** What a session in this role is told in its working life. */
const MESSAGES: Readonly<Record<Role, readonly [msgType: string, body: string]>> = {
  acceptor: ['V', '262=md-1|263=1|264=0|265=1|267=2|269=0|269=1|146=1|55=EUR/USD|'],
  initiator: ['X', '262=md-1|268=1|279=0|269=1|278=2|55=EUR/USD|270=1.3527|271=2100000|'],
};

/** A session that is logged on, and the peer that the test speaks for; both next numbers are 2. */
async function loggedOn(role: Role): Promise<Case> {
  const check = (message: Parameters<typeof validate>[0]) => validate(message, DICTIONARY);
  const rig = makeLink(settingsOf(role), { check });
  if (role === 'acceptor') {
    const door = await openDoor([rig.link]);
    const peer = await RawPeer.connect(door.port);
    peer.logon();
    await rig.news.wait(/^on/);
    return { rig, peer, header: {} };
  }
  const server = createServer();
  atEnd(() => server.close());
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const failed = (why: string): void => rig.news.tell(`failed: ${why}`);
  dialSession(rig.link, { host: LOOPBACK, port }, { connectMsLimit: 5_000, failed });
  const [socket] = (await once(server, 'connection')) as [Socket];
  const peer = RawPeer.of(socket);
  const header = { senderCompId: 'VENUE', targetCompId: 'CLIENT' };
  await peer.news.wait(/35=A/);
  peer.logon(1, header);
  await rig.news.wait(/^on/);
  return { rig, peer, header };
}

/** Each byte changed, missing and doubled; but the first and the last one doubled leaves the message as it is. */
function* garblings(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at++) {
    const before = bytes.subarray(0, at);
    const behind = bytes.subarray(at + 1);
    const byte = bytes[at]!;
    yield Buffer.concat([before, behind]);
    yield Buffer.concat([before, [byte ^ 1], behind].map((part) => Buffer.from(part)));
    if (at > 0 && at < bytes.length - 1)
      yield Buffer.concat([before, [byte, byte], behind].map((part) => Buffer.from(part)));
  }
}

describe.each(['acceptor', 'initiator'] as const)('a session as %s', (role) => {
  const [msgType, body] = MESSAGES[role];

  it('rule 4: ignores every garbling of a message and does not move N', async () => {
    const { rig, peer, header } = await loggedOn(role);
    let next = 2;
    for (const garbled of garblings(peer.bytesOf(msgType, next, body, header))) {
      peer.socket.write(garbled);
      peer.say('1', next++, `112=ask-${next}|`, header);
    }
    await peer.news.wait(new RegExp(`35=0.*112=ask-${next}\\|`));
    expect(rig.store.nextIn).toBe(next);
    expect(rig.news.heard.filter((text) => /^(app|off|ended)/.test(text))).toEqual([]);
    expect(peer.news.heard.filter((text) => !/35=[A0]/.test(text))).toEqual([]);
    // Nothing of it has hurt: the message itself is taken.
    peer.say(msgType, next, body, header);
    await rig.news.wait(new RegExp(`^app ${msgType} ${next} `));
  });

  // Here BodyLength and CheckSum are made to hold again: what is left is a message, and somebody has to say something of it.
  it('rule 13: takes, rejects or ends the session over every garbling that frames, and swallows none', async () => {
    const outcomes = new Map<string, number>();
    let current = await loggedOn(role);
    let next = 2;
    const whole = current.peer.bytesOf(msgType, next, body, current.header);
    const start = whole.indexOf(0x01, whole.indexOf(0x01) + 1) + 1;
    for (const garbled of garblings(whole.subarray(start, -7))) {
      const { rig, peer, header } = current;
      const text = Buffer.from(garbled)
        .toString('latin1')
        .replace(/(?<=\x01)34=2(?=\x01)/, `34=${next}`);
      const heard = peer.news.heard.length;
      const told = rig.news.heard.length;
      peer.socket.write(messageOf(text.replaceAll('\x01', '|')));
      // Whether N moved shows in how this one is answered.
      peer.say('1', next + 1, `112=ask-${next}|`, header);
      await peer.news.wait(new RegExp(`112=ask-${next}\\||35=2\\|.*\\|7=${next}\\||closed`));
      const said = peer.news.heard.slice(heard).join('\n');
      const news = rig.news.heard.slice(told).join('\n');
      const outcome = outcomeOf(said, news);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome === 'rejected')
        expect(said).toMatch(new RegExp(`\\|45=${next}\\|.*\\|373=\\d+\\|`));
      if (outcome === 'ignored') {
        // Its number may be garbled, too: begin anew beyond whatever waits.
        next += 1000;
        peer.say('4', next, `36=${next}|`, header);
        peer.say('1', next, `112=again-${next}|`, header);
        await peer.news.wait(new RegExp(`112=again-${next}\\|`));
        next--;
      }
      next += 2;
      if (outcome !== 'ended') continue;
      current.rig.link.cut('the next session');
      current = await loggedOn(role);
      next = 2;
    }
    expect([...outcomes.keys()].sort()).toEqual(['ended', 'ignored', 'rejected', 'taken']);
  });

  function outcomeOf(said: string, news: string): string {
    if (/closed|35=5/.test(said)) return 'ended';
    if (/35=3\|/.test(said)) return 'rejected';
    if (/35=2\|/.test(said)) return 'ignored';
    if (/^app/m.test(news)) return 'taken';
    return `swallowed: ${said} ${news}`;
  }
});
