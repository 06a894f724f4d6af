import { describe, expect, it } from 'vitest';
import { dictionaryOf } from '../../../src/fix/dictionary/dictionary-of.js';
import { validate } from '../../../src/fix/dictionary/validate.js';
import { MemoryStore } from '../../../src/fix/session/memory-store.js';
import { brief, bytesOf, SessionBench, START_MS } from './session-bench.js';

const ROLES = ['initiator', 'acceptor'] as const;
const again = { possDup: true, orig: '20260105-11:00:00.000' };

describe.each(ROLES)('an %s that is asked to say things again', (role) => {
  const loggedOn = (): SessionBench => new SessionBench({ role }).logOn();
  const said = (bench: SessionBench): string[] => bench.take().map((m) => brief(m, 34, 36));

  it('gap-fills admin messages and what was not kept, in one piece (rule 10)', () => {
    const bench = loggedOn();
    bench.session.send('W', bytesOf('55=A|'), false);
    bench.session.send('X', bytesOf('55=A|'), false);
    bench.hear('1', { body: '112=x|' });
    bench.take();
    bench.hear('2', { body: '7=1|16=0|' });
    expect(said(bench)).toEqual(['35=4 34=1 36=5']);
  });

  it('says what was asked for and no more (rule 10)', () => {
    const bench = loggedOn();
    for (const text of 'abcdef') bench.session.send('B', bytesOf(`58=${text}|`), true);
    bench.take();
    bench.hear('2', { body: '7=3|16=4|' });
    expect(said(bench)).toEqual(['35=B 34=3 36=(none)', '35=B 34=4 36=(none)']);
    bench.hear('2', { body: '7=7|16=7|' });
    expect(said(bench)).toEqual(['35=B 34=7 36=(none)']);
    // Beyond what was said, and 999999 of old engines: all that there is.
    bench.hear('2', { body: '7=7|16=999999|' });
    expect(said(bench)).toEqual(['35=B 34=7 36=(none)']);
    expect(bench.store.nextOut).toBe(8);
  });

  it('says a body again byte by byte, sub ids and all (rule 10)', () => {
    const identity = {
      version: 'FIX.4.4',
      senderCompId: 'US',
      targetCompId: 'THEM',
      senderSubId: 'desk',
    } as const;
    const bench = new SessionBench({ role, identity }).logOn();
    bench.session.send('B', bytesOf('148=head|33=2|58=one|58=two|95=3|96=a|b|'), true);
    bench.pass(1);
    bench.hear('2', { body: '7=2|16=2|' });
    expect(bench.saidText).toBe(
      '8=FIX.4.4|9=128|35=B|34=2|43=Y|49=US|50=desk|52=20260105-12:00:01.000|56=THEM|122=20260105-12:00:00.000|148=head|33=2|58=one|58=two|95=3|96=a|b|10=134|',
    );
  });

  it('says a large range in portions, with what is new in between, and nothing twice (rule 10)', () => {
    const bench = loggedOn();
    for (let i = 2; i < 2502; i++) bench.session.send('B', bytesOf(`58=${i}|`), i % 5 > 0);
    bench.take();
    bench.hear('2', { body: '7=1|16=0|' });
    const portions: string[][] = [];
    while (bench.session.isResending && portions.length < 10) {
      portions.push(said(bench));
      bench.session.send('B', bytesOf('58=live|'), false);
      bench.pass(0.1);
    }
    portions.push(said(bench));
    const seqs = portions
      .flat()
      .filter((m) => !m.startsWith('35=4'))
      .map((m) => Number(/34=(\d+)/.exec(m)![1]));
    const expected = Array.from({ length: 2500 }, (_, i) => i + 2).filter((i) => i % 5 > 0);
    expect(seqs.filter((seq) => seq < 2502)).toEqual(expected);
    expect(portions.map((portion) => portion.length)).toEqual([1251, 1251]);
    expect(bench.session.summary()).toMatchObject({ resent: 2000, gapFillsSent: 501 });
  });

  it('bounds a portion in bytes, too (rule 10)', () => {
    const bench = loggedOn();
    const text = 'x'.repeat(200_000);
    for (let i = 0; i < 6; i++) bench.session.send('B', bytesOf(`58=${text}|`), true);
    bench.take();
    bench.hear('2', { body: '7=2|16=0|' });
    expect(bench.take()).toHaveLength(3);
    bench.pass(0.1);
    expect(bench.take()).toHaveLength(3);
    expect(bench.session.isResending).toBe(false);
  });

  it('makes one range of two requests at once (rule 10)', () => {
    const bench = loggedOn();
    for (let i = 0; i < 2500; i++) bench.session.send('B', bytesOf('58=x|'), true);
    bench.take();
    bench.hear('2', { body: '7=2|16=0|' });
    bench.hear('2', { body: '7=1500|16=1600|' });
    for (let i = 0; i < 5; i++) bench.pass(0.1);
    const seqs = bench.take().map((m) => Number(m.get(34)));
    expect(seqs).toEqual(Array.from({ length: 2500 }, (_, i) => i + 2));
  });

  it('rejects a request for what is out of range, missing or no number (rule 10)', () => {
    const bench = loggedOn();
    const bodies = [
      '7=0|16=0|',
      '7=2|16=0|',
      '7=1|16=-1|',
      '16=0|',
      '7=1|',
      '7=one|16=0|',
      '7=1|16=all|',
    ];
    for (const body of bodies) bench.hear('2', { body });
    expect(bench.take().map((m) => brief(m, 371, 372, 373))).toEqual([
      '35=3 371=7 372=2 373=5',
      // Numbers 2 to 6 are of the Rejects themselves, so from here on they were said.
      '35=4 371=(none) 372=(none) 373=(none)',
      '35=3 371=16 372=2 373=5',
      '35=3 371=7 372=2 373=1',
      '35=3 371=16 372=2 373=1',
      '35=3 371=7 372=2 373=6',
      '35=3 371=16 372=2 373=6',
    ]);
    const beyond = loggedOn();
    beyond.hear('2', { body: '7=2|16=0|' });
    expect(beyond.take().map((m) => brief(m, 371, 373))).toEqual(['35=3 371=7 373=5']);
  });

  it('ends the session where the same is asked for over and over (rule 10)', () => {
    const bench = loggedOn();
    bench.session.send('B', bytesOf('58=x|'), true);
    for (let i = 0; i < 20; i++) bench.hear('2', { body: '7=1|16=0|' });
    expect(bench.session.isLoggedOn).toBe(true);
    bench.hear('2', { body: '7=1|16=0|' });
    expect(bench.log.at(-1)).toBe('disconnect: ResendRequest from 1 came 20 times');
  });

  it('may ask for other things as often as it likes (rule 10)', () => {
    const bench = loggedOn();
    for (let i = 0; i < 30; i++) bench.session.send('B', bytesOf('58=x|'), true);
    for (let i = 0; i < 60; i++) bench.hear('2', { body: `7=${1 + (i % 30)}|16=0|` });
    expect(bench.session.isLoggedOn).toBe(true);
  });
});

describe('a store in memory', () => {
  it('keeps the newest messages; the older ones are gap-filled (rule 10)', () => {
    const bench = new SessionBench({}, undefined, new MemoryStore(START_MS, 2)).logOn();
    for (const text of 'abc') bench.session.send('B', bytesOf(`58=${text}|`), true);
    bench.take();
    bench.hear('2', { body: '7=1|16=0|' });
    expect(bench.take().map((m) => brief(m, 34, 36, 58))).toEqual([
      '35=4 34=1 36=3 58=(none)',
      '35=B 34=3 36=(none) 58=b',
      '35=B 34=4 36=(none) 58=c',
    ]);
  });
});

describe.each(ROLES)('the timers of an %s', (role) => {
  const loggedOn = (): SessionBench => new SessionBench({ role }).logOn();

  it('are started anew by whatever is said or heard (rule 11)', () => {
    const bench = loggedOn();
    bench.pass(29);
    bench.session.send('B', bytesOf('58=x|'), false, bench.nowNs, bench.wallMs);
    bench.hear('B');
    bench.take();
    bench.pass(29.9);
    expect(bench.take()).toEqual([]);
    bench.pass(0.1);
    expect(bench.take().map((m) => brief(m))).toEqual(['35=0']);
  });

  it('ask once with a TestRequest when nothing is heard for more than 1.2 intervals (rule 11)', () => {
    const bench = loggedOn();
    bench.pass(36);
    expect(bench.take().map((m) => brief(m))).toEqual(['35=0']);
    bench.pass(0.001);
    bench.pass(1);
    expect(bench.take().map((m) => brief(m, 112))).toEqual(['35=1 112=TEST-1']);
    bench.hear('0', { body: '112=TEST-1|' });
    bench.pass(36.001);
    expect(
      bench
        .take()
        .map((m) => brief(m, 112))
        .at(-1),
    ).toBe('35=1 112=TEST-2');
    expect(bench.session.summary().testRequestsSent).toBe(2);
  });

  it('give the line up when nothing is heard for more than 2.4 intervals, garbage or not (rule 11)', () => {
    const bench = loggedOn();
    bench.pass(40);
    bench.session.garbled('bad-checksum', bench.nowNs);
    bench.pass(32);
    expect(bench.session.isLoggedOn).toBe(true);
    bench.pass(0.001);
    expect(bench.log.at(-1)).toBe('disconnect: Timed out waiting for heartbeat');
  });

  it('reject a TestRequest without its 112 (rule 11)', () => {
    const bench = loggedOn();
    bench.hear('1');
    expect(bench.take().map((m) => brief(m, 45, 371, 373))).toEqual(['35=3 45=2 371=112 373=1']);
  });

  it('are quiet where no heartbeats were agreed (rule 11)', () => {
    const bench = new SessionBench({ role, heartBtIntSecondsMin: 0 });
    bench.connect();
    bench.hear('A', { body: '98=0|108=0|' });
    bench.take();
    bench.pass(10_000);
    expect(bench.take()).toEqual([]);
    expect(bench.session.isLoggedOn).toBe(true);
  });
});

describe('an initiator that wants no heartbeats', () => {
  it('is content with the answer that there are none (rule 11)', () => {
    const bench = new SessionBench({ role: 'initiator', heartBtIntSeconds: 0 });
    bench.connect();
    bench.hear('A', { body: '98=0|108=0|' });
    expect(bench.session.isLoggedOn).toBe(true);
  });
});

describe('the times of a header', () => {
  it('are read right within a second and over its end, with any number of decimals', () => {
    const rejected = (time: string): boolean => {
      const bench = new SessionBench().logOn();
      bench.wallMs = START_MS + 119_999;
      // 12:00:00 was read before, by the Logon.
      bench.hear('B', { sendingTime: time });
      return bench.applied.length === 0;
    };
    for (const [time, isRejected] of [
      ['20260105-12:00:00', false],
      ['20260105-11:59:59.998', true],
      ['20260105-11:59:59.999', false],
      ['20260105-12:00:00.000', false],
      ['20260105-12:03:59.998', false],
      ['20260105-12:03:59.999', false],
      ['20260105-12:04:00.000', true],
      ['20260105-12:00:00.000001', false],
      ['20260105-11:59:59.998999999', true],
      ['20260105-12:00:00.00x', true],
      ['20260105-12:00:00,000', true],
      ['20260105-12:00:00.', true],
      ['20260105-12:00:0', true],
    ] as const) {
      expect(rejected(time), time).toBe(isRejected);
    }
  });
});

describe.each(ROLES)('an %s that is logged on', (role) => {
  const loggedOn = (settings = {}): SessionBench => new SessionBench({ role, ...settings }).logOn();
  const saidBy = (bench: SessionBench): string[] =>
    bench.take().map((m) => brief(m, 45, 371, 372, 373, 58));

  it('rejects a wrong CompID and logs out; the message has used its number (rule 12)', () => {
    for (const [said, tag] of [
      [{ sender: 'THEMS' }, 49],
      [{ target: 'HIM' }, 56],
    ] as const) {
      const bench = loggedOn();
      bench.hear('B', said);
      expect(saidBy(bench)).toEqual([
        `35=3 45=2 371=${tag} 372=B 373=9 58=CompID problem`,
        '35=5 45=(none) 371=(none) 372=(none) 373=(none) 58=CompID problem',
      ]);
      expect(bench.store.nextIn).toBe(3);
      expect(bench.applied).toEqual([]);
      expect(bench.log).toEqual(['logged on']);
      bench.pass(2.001);
      expect(bench.log.at(-1)).toBe('disconnect: Timed out waiting for logout response');
    }
  });

  it('lets CompIDs pass where the settings say so (rule 12)', () => {
    const bench = loggedOn({ checksCompIds: false });
    bench.hear('B', { sender: 'WHOEVER' });
    expect(bench.applied).toHaveLength(1);
  });

  it('rejects a SendingTime that is more than 120 s off and logs out (rule 12)', () => {
    for (const [time, isGood] of [
      ['20260105-11:58:00.000', true],
      ['20260105-12:02:00.000', true],
      ['20260105-11:57:59.999', false],
      ['20260105-12:02:00.001', false],
    ] as const) {
      const bench = loggedOn();
      bench.hear('B', { sendingTime: time });
      expect(bench.applied.length).toBe(isGood ? 1 : 0);
      const text = 'SendingTime accuracy problem';
      if (!isGood)
        expect(saidBy(bench)).toEqual([
          `35=3 45=2 371=52 372=B 373=10 58=${text}`,
          `35=5 45=(none) 371=(none) 372=(none) 373=(none) 58=${text}`,
        ]);
    }
  });

  it('lets any SendingTime pass where the limit is 0 (rule 12)', () => {
    const bench = loggedOn({ sendingTimeLimitSeconds: 0 });
    bench.hear('B', { sendingTime: '19991231-23:59:59' });
    expect(bench.applied).toHaveLength(1);
  });

  it('logs out for a wrong BeginString (rule 12)', () => {
    const bench = loggedOn();
    bench.hear('B', { beginString: 'FIX.4.3' });
    expect(bench.take().map((m) => brief(m, 58))).toEqual(['35=5 58=Incorrect BeginString']);
    expect(bench.store.nextIn).toBe(3);
    expect(bench.applied).toEqual([]);
    bench.hear('5', { beginString: 'FIX.4.4' });
    expect(bench.log.at(-1)).toBe('disconnect: we logged out: Incorrect BeginString');
  });

  it('logs out and disconnects for a MsgSeqNum that is missing or none (rule 13)', () => {
    for (const seq of ['', 'x', '0', '-3', '1.5', '2147483648']) {
      const bench = loggedOn();
      bench.hear('B', { seq });
      expect(bench.take().map((m) => brief(m, 58))).toEqual([
        '35=5 58=MsgSeqNum (34) is no number from 1 to 2147483647',
      ]);
      expect(bench.log.at(-1)).toMatch(/^disconnect/);
      expect(bench.store.nextIn).toBe(2);
    }
    const bench = loggedOn();
    const time = '52=20260105-12:00:00.000';
    bench.hearBytes(bytesOf(`8=FIX.4.4|9=0|35=B|49=CLIENT|${time}|56=VENUE|58=x|10=000|`));
    expect(bench.take().map((m) => brief(m, 58))).toEqual([
      '35=5 58=Required tag missing: MsgSeqNum (34)',
    ]);
  });

  it('rejects what lacks 49, 56 or 52, or whose 52 is no time, and goes on (rule 13)', () => {
    const bench = loggedOn();
    const time = '52=20260105-12:00:00.000';
    bench.hearBytes(bytesOf(`8=FIX.4.4|9=0|35=B|34=2|56=US|${time}|10=000|`));
    bench.hearBytes(bytesOf(`8=FIX.4.4|9=0|35=B|34=3|49=THEM|${time}|10=000|`));
    bench.hearBytes(bytesOf(`8=FIX.4.4|9=0|35=B|34=4|49=THEM|56=US|10=000|`));
    bench.hear('B', { seq: 5, sendingTime: '20260105 12:00:00' });
    expect(saidBy(bench)).toEqual([
      '35=3 45=2 371=49 372=B 373=1 58=Required tag missing',
      '35=3 45=3 371=56 372=B 373=1 58=Required tag missing',
      '35=3 45=4 371=52 372=B 373=1 58=Required tag missing',
      '35=3 45=5 371=52 372=B 373=6 58=Incorrect data format for value',
    ]);
    bench.hear('B', { seq: 6, body: '58=good|' });
    expect(bench.applied).toHaveLength(1);
  });

  it('rejects what the dictionary refuses, with 45, 371, 372, 373 and 58, and goes on (rule 13)', () => {
    const dictionary = dictionaryOf('FIX.4.4');
    const bench = new SessionBench({ role }, (message) => validate(message, dictionary)).logOn();
    const request = '262=r|263=1|264=1|267=2|269=0|269=1|146=1|55=A|';
    bench.hear('V', { body: request });
    bench.hear('V', { body: request.replace('264=1|', '') });
    bench.hear('V', { body: request.replace('264=1', '264=') });
    bench.hear('V', { body: request.replace('264=1', '264=all') });
    bench.hear('V', { body: request.replace('263=1', '263=9') });
    bench.hear('V', { body: request.replace('267=2', '267=3') });
    bench.hear('V', { body: `${request}112=x|` });
    bench.hear('V', { body: request });
    expect(bench.applied).toHaveLength(2);
    expect(saidBy(bench)).toEqual([
      '35=3 45=3 371=264 372=V 373=1 58=Required tag missing',
      '35=3 45=4 371=264 372=V 373=4 58=Tag specified without a value',
      '35=3 45=5 371=264 372=V 373=6 58=Incorrect data format for value',
      '35=3 45=6 371=263 372=V 373=5 58=Value is incorrect (out of range) for this tag',
      '35=3 45=7 371=267 372=V 373=16 58=Incorrect NumInGroup count for repeating group',
      '35=3 45=8 371=112 372=V 373=2 58=Tag not defined for this message type',
    ]);
    expect(bench.session.summary()).toMatchObject({ rejectsSent: 6, applicationIn: 2 });
  });

  it('says no reason that FIX 4.2 does not know, only its words (rule 13)', () => {
    const identity = { version: 'FIX.4.2', senderCompId: 'US', targetCompId: 'THEM' } as const;
    let reason = 11;
    const bench = new SessionBench({ role, identity }, (message) =>
      message.text(35) === 'B' ? { reason, tag: 33, text: 'why' } : undefined,
    ).logOn();
    bench.hear('B');
    reason = 16;
    bench.hear('B');
    expect(saidBy(bench)).toEqual([
      '35=3 45=2 371=33 372=B 373=11 58=why',
      '35=3 45=3 371=33 372=B 373=(none) 58=why',
    ]);
  });

  it('never answers a Reject with a Reject, and obeys a Logout whatever is wrong with it (rule 13)', () => {
    const isLogon = (type: string | undefined): boolean => type === 'A';
    const bench = new SessionBench({ role }, (message) =>
      isLogon(message.text(35)) ? undefined : { reason: 1, tag: 45, text: 'why' },
    ).logOn();
    bench.hear('3', { body: '58=no such thing|' });
    expect(bench.take()).toEqual([]);
    expect(bench.log).toEqual(['logged on', 'rejected: no such thing']);
    bench.hear('5');
    expect(bench.take().map((m) => brief(m))).toEqual(['35=5']);
    expect(bench.session.summary()).toMatchObject({ rejectsReceived: 1, rejectsSent: 0 });
  });

  it('rejects another application version than its own (rule 13)', () => {
    const identity = { version: 'FIX.5.0SP2', senderCompId: 'US', targetCompId: 'THEM' } as const;
    const bench = new SessionBench({ role, identity }).logOn();
    const head = '8=FIXT.1.1|9=0|35=B|49=THEM|56=US|52=20260105-12:00:00.000|';
    bench.hearBytes(bytesOf(`${head}34=2|1128=9|58=good|10=000|`));
    bench.hearBytes(bytesOf(`${head}34=3|1128=6|58=old|10=000|`));
    expect(bench.applied.map((a) => a.text)).toEqual(['good']);
    expect(saidBy(bench)).toEqual([
      '35=3 45=3 371=1128 372=B 373=18 58=Invalid or unsupported application version',
    ]);
  });

  it('tells the application of business rejects, and says them for it', () => {
    const bench = loggedOn();
    bench.hear('j', { body: '45=1|372=V|380=3|58=not here|' });
    expect(bench.log).toEqual(['logged on', 'rejected: not here']);
    bench.session.rejectBusiness(7, 'D', 3, 'Unsupported Message Type');
    expect(bench.take().map((m) => brief(m, 45, 58, 372, 380))).toEqual([
      '35=j 45=7 58=Unsupported Message Type 372=D 380=3',
    ]);
  });

  it('answers a Logout, and disconnects when the counterparty does not', () => {
    const bench = loggedOn();
    bench.hear('5', { body: '58=closing time\x07|' });
    expect(bench.take().map((m) => brief(m, 58))).toEqual(['35=5 58=(none)']);
    expect(bench.store.nextIn).toBe(3);
    expect(bench.session.isLoggedOn).toBe(false);
    bench.hear('B');
    expect(bench.applied).toEqual([]);
    bench.pass(2);
    expect(bench.log).toEqual([
      'logged on',
      'logged off: the counterparty logged out: closing time?',
    ]);
    bench.pass(0.001);
    expect(bench.log.at(-1)).toBe('disconnect: Timed out waiting for logout response');
  });

  it('listens until its own Logout is answered, and says no second one', () => {
    const bench = loggedOn();
    bench.session.logout('enough', bench.nowNs, bench.wallMs);
    bench.take();
    bench.hear('B', { body: '58=still|' });
    bench.hear('2', { body: '7=1|16=0|' });
    expect(bench.applied).toHaveLength(1);
    expect(bench.take().map((m) => brief(m))).toEqual(['35=4']);
    expect(() => bench.session.send('B', bytesOf('58=x|'), true)).toThrow('not logged on');
    bench.hear('B', { seq: 1 });
    expect(bench.take()).toEqual([]);
    expect(bench.log.at(-1)).toBe('disconnect: MsgSeqNum too low, expecting 4 but received 1');
  });

  it('cannot be sent anything when not logged on', () => {
    const bench = new SessionBench({ role });
    const send = (): number => bench.session.send('B', bytesOf('58=x|'), true);
    expect(send).toThrow('35=B cannot be sent: not logged on');
    bench.connect();
    expect(send).toThrow();
    bench.hear('B', again);
    expect(send).toThrow();
  });

  it('may be logged out before it is logged on, without a word', () => {
    const bench = new SessionBench({ role });
    bench.connect();
    bench.take();
    bench.session.logout('never mind', bench.nowNs, bench.wallMs);
    expect(bench.take()).toEqual([]);
    expect(bench.log).toEqual(['disconnect: never mind']);
  });
});
