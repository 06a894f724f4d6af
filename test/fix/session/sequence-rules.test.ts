import { describe, expect, it } from 'vitest';
import { brief, bytesOf, SessionBench } from './session-bench.js';

const ROLES = ['initiator', 'acceptor'] as const;
const NOW = '20260105-12:00:00.000';
const BEFORE = '20260105-11:00:00.000';
const AFTER = '20260105-12:00:00.001';
const again = { possDup: true, orig: BEFORE };
const texts = (bench: SessionBench): string[] => bench.applied.map(({ text }) => text);

describe.each(ROLES)('the sequence of an %s', (role) => {
  const loggedOn = (settings = {}): SessionBench => new SessionBench({ role, ...settings }).logOn();

  it('ignores garbled bytes, and asks for what they were with the next message (rule 4)', () => {
    const bench = loggedOn();
    bench.session.garbled('bad-checksum', bench.nowNs);
    expect(bench.take()).toEqual([]);
    expect(bench.store.nextIn).toBe(2);
    bench.hear('B', { seq: 3 });
    expect(bench.take().map((m) => brief(m, 7, 16))).toEqual(['35=2 7=2 16=0']);
    expect(bench.session.summary().garbled).toBe(1);
  });

  it('takes a message whose first fields are not 8, 9 and 35 for garbled (rule 4)', () => {
    const bench = loggedOn();
    for (const first of ['9=5|8=FIX.4.4|35=0', '8=FIX.4.4|35=0|9=5', '8=FIX.4.4|9=5|34=2|35=0']) {
      bench.hearBytes(bytesOf(`${first}|34=2|49=THEM|56=US|52=${NOW}|10=000|`));
    }
    expect(bench.take()).toEqual([]);
    expect(bench.store.nextIn).toBe(2);
    expect(bench.session.summary()).toMatchObject({ garbled: 3, messagesIn: 1 });
  });

  it('asks once for a gap, and not again for what comes behind it (rule 5)', () => {
    const bench = loggedOn();
    for (let seq = 5; seq < 20; seq++) bench.hear('B', { seq, body: `58=${seq}|` });
    expect(bench.take().map((m) => brief(m, 7, 16))).toEqual(['35=2 7=2 16=0']);
    bench.hear('4', { seq: 2, body: '36=4|123=Y|', ...again });
    bench.hear('B', { seq: 4, body: '58=4|', ...again });
    expect(texts(bench)).toEqual(Array.from({ length: 16 }, (_, i) => String(i + 4)));
    expect(bench.take()).toEqual([]);
    expect(bench.session.summary()).toMatchObject({ queueMessagesMax: 15, resendRequestsSent: 1 });
  });

  it('asks again where a resend has a hole itself, but once for it (rule 5)', () => {
    const bench = loggedOn();
    bench.hear('B', { seq: 6, body: '58=6|' });
    bench.take();
    // 2 comes, 3 is garbled; 4 is below the end of what was asked for, 5 is the end.
    bench.hear('B', { seq: 2, body: '58=2|', ...again });
    bench.hear('B', { seq: 4, body: '58=4|', ...again });
    expect(bench.take()).toEqual([]);
    bench.hear('B', { seq: 5, body: '58=5|', ...again });
    expect(bench.take().map((m) => brief(m, 7, 16))).toEqual(['35=2 7=3 16=0']);
    // The rest of the first resend says nothing of the second.
    bench.hear('B', { seq: 6, body: '58=6|', ...again });
    bench.hear('B', { seq: 7, body: '58=7|', ...again });
    expect(bench.take()).toEqual([]);
    for (const seq of [3, 4, 5, 6, 7]) bench.hear('B', { seq, body: `58=${seq}|`, ...again });
    expect(texts(bench)).toEqual(['2', '3', '4', '5', '6', '7']);
    expect(bench.session.summary().duplicates).toBe(4);
  });

  it('asks for a second gap behind the first once that is filled (rule 5)', () => {
    const bench = loggedOn();
    bench.hear('B', { seq: 3, body: '58=3|' });
    bench.hear('B', { seq: 6, body: '58=6|' });
    expect(bench.take().map((m) => brief(m, 7))).toEqual(['35=2 7=2']);
    bench.hear('B', { seq: 2, body: '58=2|', ...again });
    expect(texts(bench)).toEqual(['2', '3']);
    expect(bench.take().map((m) => brief(m, 7))).toEqual(['35=2 7=4']);
    bench.hear('B', { seq: 4, body: '58=4|', ...again });
    bench.hear('B', { seq: 5, body: '58=5|', ...again });
    expect(texts(bench)).toEqual(['2', '3', '4', '5', '6']);
    expect(bench.take()).toEqual([]);
  });

  it('asks again when nothing of a resend came for a heartbeat interval, and gives up after five times (rule 5)', () => {
    const bench = loggedOn({ heartBtIntSeconds: 30 });
    bench.hear('B', { seq: 4 });
    bench.take();
    for (let attempt = 2; attempt <= 5; attempt++) {
      bench.pass(20);
      bench.hear('0', { seq: 4 + attempt });
      bench.pass(10.1);
      bench.hear('0', { seq: 20 + attempt });
      expect(bench.take().filter((m) => m.get(35) === '2')).toHaveLength(1);
    }
    bench.pass(30.1);
    expect(
      bench
        .take()
        .map((m) => brief(m, 58))
        .at(-1),
    ).toBe('35=5 58=ResendRequest from 2 was not answered');
    expect(bench.log.at(-1)).toBe('disconnect: ResendRequest from 2 was not answered');
  });

  it('holds no more behind a gap than its limits, in messages and in bytes: Logout (rule 5)', () => {
    const text = 'Too many messages while MsgSeqNum 2 is missing';
    const messages = loggedOn({ queueMessagesLimit: 3 });
    for (const seq of [4, 5, 6, 6]) messages.hear('B', { seq });
    expect(messages.session.isLoggedOn).toBe(true);
    messages.take();
    messages.hear('B', { seq: 7 });
    expect(messages.take().map((m) => brief(m, 58))).toEqual([`35=5 58=${text}`]);
    const bytes = loggedOn({ queueBytesLimit: 1_000 });
    bytes.hear('B', { seq: 4, body: `58=${'x'.repeat(800)}|` });
    expect(bytes.session.isLoggedOn).toBe(true);
    bytes.hear('B', { seq: 5, body: `58=${'x'.repeat(800)}|` });
    expect(bytes.log.at(-1)).toBe(`disconnect: ${text}`);
  });

  it('forgets what waited when the connection is gone: it will be asked for again (rule 5)', () => {
    const bench = loggedOn();
    bench.hear('B', { seq: 4, body: '58=4|' });
    bench.lose();
    bench.take();
    bench.connect();
    bench.hear('A', { seq: 5, body: '98=0|108=30|' });
    expect(
      bench
        .take()
        .filter((m) => m.get(35) === '2')
        .map((m) => brief(m, 7)),
    ).toEqual(['35=2 7=2']);
    bench.hear('4', { seq: 2, body: '36=4|123=Y|', ...again });
    bench.hear('B', { seq: 4, body: '58=4|', ...again });
    expect(texts(bench)).toEqual(['4']);
    expect(bench.store.nextIn).toBe(6);
  });

  it('ends with a Logout where a number is too low and not said to be a duplicate (rule 6)', () => {
    const bench = loggedOn();
    bench.hear('B');
    bench.hear('B');
    bench.hear('B');
    bench.hear('B', { seq: 2 });
    const text = 'MsgSeqNum too low, expecting 5 but received 2';
    expect(bench.take().map((m) => brief(m, 58))).toEqual([`35=5 58=${text}`]);
    expect(bench.log.slice(1)).toEqual([`logged off: ${text}`, `disconnect: ${text}`]);
    expect(bench.store.nextIn).toBe(5);
    // Nothing is listened to any more.
    bench.hear('B', { seq: 5 });
    expect(bench.applied).toHaveLength(3);
  });

  it('ends with a Logout where the Logon is too low (rule 6)', () => {
    const bench = new SessionBench({ role });
    bench.store.nextIn = 5;
    bench.connect();
    bench.take();
    bench.hear('A', { seq: 2, body: '98=0|108=30|' });
    expect(bench.take().map((m) => brief(m, 58))).toEqual([
      '35=5 58=MsgSeqNum too low, expecting 5 but received 2',
    ]);
  });

  it('ignores a duplicate (rule 6)', () => {
    const bench = loggedOn();
    bench.hear('B', { body: '58=once|' });
    bench.hear('B', { seq: 2, body: '58=once|', possDup: true, orig: NOW });
    expect(texts(bench)).toEqual(['once']);
    expect(bench.take()).toEqual([]);
    expect(bench.store.nextIn).toBe(3);
    expect(bench.session.summary().duplicates).toBe(1);
  });

  it('rejects a duplicate without 122, and stays (rule 6)', () => {
    const bench = loggedOn();
    bench.hear('B', { seq: 1, possDup: true });
    expect(bench.take().map((m) => brief(m, 45, 371, 372, 373, 58))).toEqual([
      '35=3 45=1 371=122 372=B 373=1 58=Required tag missing',
    ]);
    expect(bench.store.nextIn).toBe(2);
    expect(bench.session.isLoggedOn).toBe(true);
  });

  it('rejects a duplicate that was sent before it was made, and logs out (rule 6)', () => {
    const bench = loggedOn();
    bench.hear('B', { seq: 1, possDup: true, orig: AFTER });
    expect(bench.take().map((m) => brief(m, 45, 371, 373, 58))).toEqual([
      '35=3 45=1 371=122 373=10 58=SendingTime accuracy problem',
      '35=5 45=(none) 371=(none) 373=(none) 58=SendingTime accuracy problem',
    ]);
    bench.hear('5');
    expect(bench.log.at(-1)).toMatch(/^disconnect/);
  });

  it('rejects a duplicate whose 122 is no time (rule 6)', () => {
    const bench = loggedOn();
    bench.hear('B', { seq: 1, possDup: true, orig: 'long ago' });
    expect(bench.take().map((m) => brief(m, 371, 373))).toEqual(['35=3 371=122 373=6']);
  });

  it('processes a message with 43=Y that has the next number, and says so (rule 7)', () => {
    const bench = loggedOn();
    bench.hear('B', { body: '58=late|', ...again });
    expect(bench.applied).toEqual([{ text: 'late', isPossDup: true }]);
    expect(bench.store.nextIn).toBe(3);
  });

  it('goes on behind a gap fill, and drops what waited below it (rule 8)', () => {
    const bench = loggedOn();
    bench.hear('B', { seq: 4, body: '58=4|' });
    bench.hear('B', { seq: 7, body: '58=7|' });
    bench.hear('4', { seq: 2, body: '36=7|123=Y|', ...again });
    expect(texts(bench)).toEqual(['7']);
    expect(bench.store.nextIn).toBe(8);
  });

  it('queues a gap fill that is ahead, and asks (rule 8)', () => {
    const bench = loggedOn();
    bench.hear('4', { seq: 3, body: '36=10|123=Y|' });
    expect(bench.store.nextIn).toBe(2);
    expect(bench.take().map((m) => brief(m, 7))).toEqual(['35=2 7=2']);
    bench.hear('B', { seq: 2, body: '58=2|', ...again });
    expect(bench.store.nextIn).toBe(10);
  });

  it('refuses a gap fill whose own number is too low, and ignores it as a duplicate (rule 8)', () => {
    const low = loggedOn();
    low.hear('4', { seq: 1, body: '36=9|123=Y|' });
    expect(low.take().map((m) => brief(m, 58))).toEqual([
      '35=5 58=MsgSeqNum too low, expecting 2 but received 1',
    ]);
    const duplicate = loggedOn();
    duplicate.hear('4', { seq: 1, body: '36=9|123=Y|', possDup: true });
    expect(duplicate.take()).toEqual([]);
    expect(duplicate.store.nextIn).toBe(2);
  });

  it('obeys a reset whatever its own number (rule 8)', () => {
    for (const flag of ['', '123=N|']) {
      for (const seq of [1, 2, 99]) {
        const bench = loggedOn();
        bench.hear('B', { seq: 50, body: '58=50|' });
        bench.hear('4', { seq, body: `36=50|${flag}` });
        expect(texts(bench)).toEqual(['50']);
        expect(bench.store.nextIn).toBe(51);
        bench.hear('B', { seq: 53 });
        // The gap that was open is no more.
        expect(
          bench
            .take()
            .filter((m) => m.get(35) === '2')
            .map((m) => brief(m, 7))
            .at(-1),
        ).toBe('35=2 7=51');
      }
    }
  });

  it('rejects a NewSeqNo that goes back, and leaves N (rule 8)', () => {
    for (const flag of ['', '123=Y|']) {
      const bench = loggedOn();
      bench.hear('B');
      bench.hear('4', { seq: 3, body: `36=2|${flag}` });
      expect(bench.take().map((m) => brief(m, 45, 371, 372, 373, 58))).toEqual([
        '35=3 45=3 371=36 372=4 373=5 58=Value is incorrect (out of range) for this tag',
      ]);
      expect(bench.store.nextIn).toBe(3);
      expect(bench.session.isLoggedOn).toBe(true);
    }
  });

  it('rejects a NewSeqNo that is missing, no number or beyond all numbers (rule 8)', () => {
    const bench = loggedOn();
    bench.hear('4', { seq: 2, body: '123=Y|' });
    bench.hear('4', { seq: 2, body: '36=next|123=Y|' });
    bench.hear('4', { seq: 2, body: '36=2147483648|' });
    expect(bench.take().map((m) => brief(m, 371, 373))).toEqual([
      '35=3 371=36 373=1',
      '35=3 371=36 373=6',
      '35=3 371=36 373=5',
    ]);
    expect(bench.store.nextIn).toBe(2);
    bench.hear('4', { seq: 2, body: '36=2147483647|' });
    expect(bench.store.nextIn).toBe(2147483647);
  });

  it('stays where NewSeqNo is N itself (rule 8)', () => {
    const bench = loggedOn();
    bench.hear('4', { seq: 2, body: '36=2|' });
    expect(bench.take()).toEqual([]);
    expect(bench.store.nextIn).toBe(2);
  });

  it('answers a ResendRequest that is ahead at once, and asks for its own gap (rule 9)', () => {
    const bench = loggedOn();
    bench.session.send('B', bytesOf('58=kept|'), true);
    bench.take();
    bench.hear('2', { seq: 4, body: '7=2|16=0|' });
    expect(bench.take().map((m) => brief(m, 43, 7, 58))).toEqual([
      '35=2 43=(none) 7=2 58=(none)',
      '35=B 43=Y 7=(none) 58=kept',
    ]);
    // It is not answered once more when its turn comes.
    bench.hear('4', { seq: 2, body: '36=4|123=Y|', ...again });
    expect(bench.store.nextIn).toBe(5);
    expect(bench.take()).toEqual([]);
  });

  it('obeys a Logout that is ahead, N stays (rule 9)', () => {
    const bench = loggedOn();
    bench.hear('5', { seq: 9, body: '58=bye|' });
    expect(bench.take().map((m) => brief(m))).toEqual(['35=5']);
    expect(bench.store.nextIn).toBe(2);
    expect(bench.log.slice(1)).toEqual(['logged off: the counterparty logged out: bye']);
  });

  it('is not held up by two resends at once (rule 9)', () => {
    const [a, b] = [loggedOn(), loggedOn()];
    for (const bench of [a, b]) {
      bench.session.send('B', bytesOf('58=lost|'), true);
      bench.session.send('B', bytesOf('58=seen|'), true);
      bench.take();
      bench.hear('B', { seq: 3, body: '58=seen|' });
      expect(bench.take().map((m) => brief(m, 34, 7))).toEqual(['35=2 34=4 7=2']);
      bench.hear('2', { seq: 4, body: '7=2|16=0|' });
      const orig = NOW;
      bench.hear('B', { seq: 2, body: '58=lost|', possDup: true, orig });
      bench.hear('B', { seq: 3, body: '58=seen|', possDup: true, orig });
      bench.hear('4', { seq: 4, body: '36=5|123=Y|', possDup: true, orig });
      expect(texts(bench)).toEqual(['lost', 'seen']);
      expect(bench.store.nextIn).toBe(5);
    }
  });
});
