/** Bookcast's session against the engines of others, in both roles: no MsgSeqNum skipped, none processed twice, whatever is cut. */
import { describe, expect, it } from 'vitest';
import type { FixVersion } from '../../src/fix/session/session-settings.js';
import type { PeerProcess } from './peer-process.js';
import { peerPrograms } from './peer-programs.js';
import { ScriptedVenue } from './scripted-venue.js';
import {
  expectAllProcessed,
  processedNumbers,
  sentNumbers,
  type JournalLine,
} from './sequence-proof.js';
import {
  caughtUp,
  closePair,
  dialled,
  expectNoComplaint,
  heard,
  listening,
  SYMBOLS,
  type Pair,
} from './session-pair.js';

const VERSIONS: readonly FixVersion[] = ['FIX.4.2', 'FIX.4.4', 'FIX.5.0SP2'];
const STREAM_MESSAGES = 3_000;
const UNSENT_BYTES_LIMIT = 1_000_000;

/** So many refreshes are out and processed; the books stand still then. */
async function streamed(opening: Pair, venue: ScriptedVenue, count: number): Promise<void> {
  const { ours } = opening;
  for (let left = count; left > 0;) {
    if (ours.unsentBytes < UNSENT_BYTES_LIMIT) left -= venue.say();
    await new Promise(setImmediate);
  }
  await heard(opening);
}

/** Numbers that a SequenceReset stood for. */
function filledBy(journal: readonly JournalLine[]): (seq: number) => boolean {
  const fills = journal.filter(({ way, type }) => way === 'in' && type === '4');
  return (number) => fills.some(({ seq, newSeqNo }) => number >= seq! && number < newSeqNo!);
}

/** The next event of that name from now on. */
const nextEvent = (peer: PeerProcess, name: string) => peer.next(name, peer.position);

describe.each(peerPrograms())('$name as an acceptor', (program) => {
  it.each(VERSIONS)('%s: streams to us, and every number is processed once', async (version) => {
    const opening = await dialled(program, { version });
    const { ours, peer } = opening;
    ours.onLogon = () => ours.request(SYMBOLS, `R${ours.logons}`);
    await peer.stream(STREAM_MESSAGES);
    await caughtUp(opening);
    expectAllProcessed(sentNumbers(peer.journal()), processedNumbers(ours.journal));
    expectNoComplaint(opening);
  });

  it('rules 2, 5, 7: cut in the middle of messages and killed, it resends what we ask for, and each is processed once', async () => {
    const opening = await dialled(program, { version: 'FIX.4.4' });
    const { ours, peer, proxy } = opening;
    ours.onLogon = () => ours.request(SYMBOLS, `R${ours.logons}`);
    peer.command(`stream ${STREAM_MESSAGES * 3}`);
    for (const bytes of [70_001, 33_333, 150_007, 4_099]) {
      await proxy.cutBehind(bytes);
      await nextEvent(peer, 'subscribed');
    }
    await peer.kill();
    await peer.start();
    await nextEvent(peer, 'subscribed');
    await peer.stream(STREAM_MESSAGES);
    await caughtUp(opening);
    expect(proxy.cuts).toBe(4);
    expectAllProcessed(sentNumbers(peer.journal()), processedNumbers(ours.journal));
    expect(ours.journal.some(({ way, dup }) => way === 'in' && dup === true)).toBe(true);
    expectNoComplaint(opening);
  });

  it('rule 10: asks us for messages again, and gets the kept ones with 43=Y and gap fills for the others', async () => {
    const opening = await dialled(program, { version: 'FIX.4.4' });
    const { ours, peer } = opening;
    await ours.until('logged on', () => ours.isLoggedOn);
    // 2 to 5 are requests, kept; 6 to 8 are not.
    for (let i = 1; i <= 4; i++) ours.request(SYMBOLS, `R${i}`);
    for (let i = 5; i <= 7; i++) ours.request(['unknown'], `R${i}`, false);
    await ours.until('refused', () => ours.journal.filter(({ type }) => type === 'Y').length === 3);
    await heard(opening);
    peer.command('nextin 2');
    await nextEvent(peer, 'numbers');
    ours.request(SYMBOLS, 'R8');
    await nextEvent(peer, 'subscribed');
    await heard(opening);
    const received = peer
      .journal()
      .filter(({ way, type }) => way === 'in' && (type === 'V' || type === '4'));
    const resent = received.slice(received.findIndex(({ dup }) => dup === true));
    expect(resent.slice(0, 5)).toEqual([
      ...[2, 3, 4, 5].map((seq) => ({ way: 'in', seq, type: 'V', dup: true })),
      { way: 'in', seq: 6, type: '4', dup: true, newSeqNo: 9 },
    ]);
  });

  it('rule 6: a number of ours that is too low ends in its Logout, and its text is in our log', async () => {
    const { ours, peer } = await dialled(program, { version: 'FIX.4.4' });
    await ours.until('logged on', () => ours.isLoggedOn);
    peer.command('nextin 9');
    await nextEvent(peer, 'numbers');
    ours.request(SYMBOLS, 'R1');
    await ours.until('logged off', () =>
      ours.notes.some((text) => /MsgSeqNum too low, expecting \d+ but received 2/.test(text)),
    );
  });

  it('rule 6: a number of its own that is too low gets our Logout, in the usual words', async () => {
    const { ours, peer } = await dialled(program, { version: 'FIX.4.4' });
    await ours.until('logged on', () => ours.isLoggedOn);
    peer.command('stream 20');
    ours.request(SYMBOLS, 'R1');
    await peer.next('idle');
    const from = peer.position;
    peer.command('nextout 5');
    peer.command('stream 1');
    const { text } = await peer.next('logout-message', from, ({ text }) => text !== '');
    expect(text).toMatch(/^MsgSeqNum too low, expecting \d+ but received 5$/);
  });

  it('rule 2: a Logon with 141=Y sets both sides to 1', async () => {
    const { ours, peer, proxy } = await dialled(program, {
      version: 'FIX.4.4',
      ours: { resetOnLogon: true },
    });
    ours.onLogon = () => ours.request(SYMBOLS, `R${ours.logons}`);
    await peer.stream(50);
    const cut = proxy.cutBehind(1);
    peer.command('stream 50');
    await cut;
    await nextEvent(peer, 'subscribed');
    const lastLogon = peer.journal().findLast(({ way, type }) => way === 'in' && type === 'A')!;
    expect(lastLogon.seq).toBe(1);
    expect(peer.journal().findLast(({ way, type }) => way === 'out' && type === 'A')!.seq).toBe(1);
    expect(ours.isLoggedOn).toBe(true);
  });

  it('553 and 554: lets us in with the right password only, and our log has neither', async () => {
    const secret = 'correct horse';
    const peerArgs = ['--username', 'bookcast', '--password', secret];
    const right = { username: 'bookcast', password: secret };
    const { ours } = await dialled(program, { version: 'FIX.4.4', ours: right, peerArgs });
    await ours.until('logged on', () => ours.isLoggedOn);
    await closePair();
    const wrong = { username: 'bookcast', password: 'wrong battery' };
    const refused = await dialled(program, { version: 'FIX.4.4', ours: wrong, peerArgs });
    await refused.ours.until('refused', () =>
      refused.ours.notes.some((text) => text.includes('ended')),
    );
    expect(refused.ours.logons).toBe(0);
    expect([...ours.notes, ...refused.ours.notes].join()).not.toMatch(/horse|battery/);
  });
});

describe.each(peerPrograms())('$name as an initiator', (program) => {
  it.each(VERSIONS)('%s: gets our stream, and every number is processed once', async (version) => {
    const opening = await listening(program, { version });
    const { ours, peer } = opening;
    const venue = new ScriptedVenue(ours, SYMBOLS);
    await streamed(opening, venue, STREAM_MESSAGES);
    const { nextIn, books } = await peer.ask('books');
    expect(nextIn).toBe(ours.store.nextOut);
    expect(books).toEqual(venue.shown());
    expectAllProcessed(sentNumbers(ours.journal), processedNumbers(peer.journal()));
    expectNoComplaint(opening);
  });

  it('rule 10: cut and killed, it asks again, and market data is gap-filled; the next image makes its books right', async () => {
    const opening = await listening(program, { version: 'FIX.4.4' });
    const { ours, peer, proxy } = opening;
    const venue = new ScriptedVenue(ours, SYMBOLS);
    for (const bytes of [20_011, 7_777, 50_021]) {
      const cut = proxy.cutBehind(bytes);
      const { logons } = ours;
      let isCut = false;
      void cut.then(() => (isCut = true));
      while (!isCut) {
        venue.say();
        await new Promise(setImmediate);
      }
      await ours.until('logged on again', () => ours.logons > logons);
      venue.loggedOn();
    }
    await streamed(opening, venue, 100);
    const { logons } = ours;
    await peer.kill();
    await peer.start();
    await ours.until('logged on again', () => ours.logons > logons);
    venue.loggedOn();
    await streamed(opening, venue, 500);
    expect((await peer.ask('books')).books).toEqual(venue.shown());
    const fills = filledBy(peer.journal());
    expectAllProcessed(sentNumbers(ours.journal), processedNumbers(peer.journal()), fills);
    expectNoComplaint(opening);
  });
});
