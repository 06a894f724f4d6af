import { describe, expect, it } from 'vitest';
import type { SessionSettings } from '../../../src/fix/session/session-settings.js';
import { brief, bytesOf, SessionBench, START_MS } from './session-bench.js';

const LOGON = { body: '98=0|108=30|' };
const ROLES = ['initiator', 'acceptor'] as const;

describe.each(ROLES)(
  'rule 1: the first message, to a session as %s, ends the connection without a word',
  (role) => {
    const heard = (act: (bench: SessionBench) => void): [string[], string[]] => {
      const bench = new SessionBench({ role });
      bench.connect();
      bench.take();
      act(bench);
      // Numbers are untouched: the counterparty may come again.
      expect(bench.store.nextIn).toBe(1);
      return [bench.take().map((m) => brief(m)), bench.log];
    };

    it('when it is no Logon', () => {
      expect(heard((b) => b.hear('0'))).toEqual([
        [],
        ['disconnect: the first message is not a Logon'],
      ]);
    });

    it('when a CompID is not the one expected', () => {
      const why = "disconnect: the Logon's header is wrong: CompID problem";
      expect(heard((b) => b.hear('A', { ...LOGON, sender: 'THEMS' }))).toEqual([[], [why]]);
      expect(heard((b) => b.hear('A', { ...LOGON, sender: 'THEN' }))).toEqual([[], [why]]);
      expect(heard((b) => b.hear('A', { ...LOGON, target: 'U' }))).toEqual([[], [why]]);
    });

    it('when its SendingTime is far off, no time or missing', () => {
      const why = (text: string): string => `disconnect: the Logon's header is wrong: ${text}`;
      expect(heard((b) => b.hear('A', { ...LOGON, sendingTime: '20260105-12:02:00.001' }))).toEqual(
        [[], [why('SendingTime accuracy problem')]],
      );
      expect(heard((b) => b.hear('A', { ...LOGON, sendingTime: 'yesterday' }))).toEqual([
        [],
        [why('Incorrect data format for value')],
      ]);
      const bare = '8=FIX.4.4|9=0|35=A|34=1|49=THEM|56=US|98=0|108=30|10=000|';
      expect(heard((b) => b.hearBytes(bytesOf(bare)))).toEqual([[], [why('Required tag missing')]]);
    });

    it('when it is garbled, as with a bad BodyLength', () => {
      expect(heard((b) => b.session.garbled('bad-body-length', b.nowNs))).toEqual([
        [],
        ['disconnect: garbled bytes instead of a Logon: bad-body-length'],
      ]);
    });

    it('when its BeginString is another, or it has no MsgSeqNum', () => {
      expect(heard((b) => b.hear('A', { ...LOGON, beginString: 'FIX.4.2' }))).toEqual([
        [],
        ['disconnect: the Logon has another BeginString'],
      ]);
      expect(heard((b) => b.hear('A', { ...LOGON, seq: 'one' }))).toEqual([
        [],
        ['disconnect: the Logon has no MsgSeqNum'],
      ]);
    });

    it('when none comes in time', () => {
      expect(heard((b) => b.pass(10))).toEqual([[], []]);
      expect(heard((b) => b.pass(10.001))).toEqual([
        [],
        ['disconnect: Timed out waiting for logon'],
      ]);
    });
  },
);

describe('rule 1: an identity that is logged on', () => {
  it('takes no second connection', () => {
    const bench = new SessionBench().logOn();
    expect(() => bench.connect()).toThrow('this session has a connection already');
    expect(bench.session.isLoggedOn).toBe(true);
  });

  it('may come again once its connection is gone', () => {
    const bench = new SessionBench().logOn();
    bench.lose();
    bench.connect();
    bench.hear('A', { ...LOGON, seq: 2 });
    expect(bench.log).toEqual(['logged on', 'logged off: the connection was lost', 'logged on']);
  });
});

describe('a Logon is refused with a Logout', () => {
  const refusal = (body: string, settings: Partial<SessionSettings> = {}): string => {
    const bench = new SessionBench(settings);
    bench.connect();
    bench.hear('A', { body });
    expect(bench.session.isLoggedOn).toBe(false);
    expect(bench.log).toHaveLength(1);
    expect(bench.session.summary().logonsRefused).toBe(1);
    return bench
      .take()
      .map((m) => brief(m, 58))
      .join();
  };

  it('for any encryption but none', () => {
    expect(refusal('98=1|108=30|')).toBe(
      '35=5 58=Unsupported EncryptMethod, only 0 (none) is accepted',
    );
    expect(refusal('108=30|')).toBe('35=5 58=Required tag missing: EncryptMethod (98)');
  });

  it('for a HeartBtInt that is out of range, no number or missing', () => {
    const range = '35=5 58=HeartBtInt is out of range, 1 to 3600 seconds are accepted';
    expect(refusal('98=0|108=0|')).toBe(range);
    expect(refusal('98=0|108=-1|')).toBe(range);
    expect(refusal('98=0|108=3601|')).toBe(range);
    expect(refusal('98=0|108=soon|')).toBe(range);
    expect(refusal('98=0|')).toBe('35=5 58=Required tag missing: HeartBtInt (108)');
  });

  it('for a FIXT session without, or of another, application version', () => {
    const identity = { version: 'FIX.5.0SP2', senderCompId: 'US', targetCompId: 'THEM' } as const;
    expect(refusal('98=0|108=30|', { identity })).toBe(
      '35=5 58=Required tag missing: DefaultApplVerID (1137)',
    );
    expect(refusal('98=0|108=30|1137=6|', { identity })).toBe(
      '35=5 58=Unsupported DefaultApplVerID, only 9 is accepted',
    );
  });

  it('for a wrong or missing username or password, which is never told', () => {
    const secrets = { username: 'bob', password: 'pa55word' };
    const wrong = '35=5 58=Username or password is wrong';
    expect(refusal('98=0|108=30|', secrets)).toBe(wrong);
    for (const given of ['pa55wor', 'pa55word1', 'Pa55word', 'x', 'pa55wordpa55word']) {
      expect(refusal(`98=0|108=30|553=bob|554=${given}|`, secrets)).toBe(wrong);
    }
    expect(refusal('98=0|108=30|553=rob|554=pa55word|', secrets)).toBe(wrong);
    const bench = new SessionBench(secrets).logOn('553=bob|554=pa55word|');
    expect([...bench.notes, ...bench.log].join()).not.toContain('pa55');
  });

  it('before it changes anything: a stranger with 141=Y resets no numbers', () => {
    const bench = new SessionBench({ password: 'pa55word' });
    bench.store.nextIn = 7;
    bench.store.nextOut = 9;
    bench.connect();
    bench.hear('A', { seq: 1, body: '98=0|108=30|141=Y|554=x|' });
    // The Logout has used a number of ours, theirs is as it was.
    expect(bench.store).toMatchObject({ nextIn: 7, nextOut: 10 });
  });

  it('where the dictionary has something against it, but not for fields of its own', () => {
    const problem = (reason: number) => ({ reason, tag: 95, text: 'Some problem' });
    const loggedOn = (reason: number): boolean => {
      const bench = new SessionBench({}, () => problem(reason));
      bench.connect();
      bench.hear('A', LOGON);
      return bench.session.isLoggedOn;
    };
    expect(loggedOn(1)).toBe(false);
    expect(loggedOn(6)).toBe(false);
    expect(loggedOn(2)).toBe(true);
    expect(loggedOn(3)).toBe(true);
  });
});

describe('a Logon that is sloppy', () => {
  it('is taken where nothing is validated: our settings hold for what it does not say', () => {
    const bench = new SessionBench({ validates: false, heartBtIntSeconds: 20 });
    bench.connect();
    bench.hear('A');
    expect(brief(bench.take()[0], 98, 108)).toBe('35=A 98=0 108=20');
    expect(bench.session.isLoggedOn).toBe(true);
  });
});

describe('the Logon of an initiator', () => {
  it('has what the settings say: secrets, own fields and sub ids, by ascending tag', () => {
    const bench = new SessionBench({
      role: 'initiator',
      identity: {
        version: 'FIX.5.0SP2',
        senderCompId: 'US',
        targetCompId: 'THEM',
        senderSubId: 'desk',
        targetSubId: 'md',
      },
      username: 'bob',
      password: 'pa55word',
      logonFields: new Map([
        [96, 'raw'],
        [95, '3'],
      ]),
    });
    bench.connect();
    const [logon] = bench.take();
    expect([...logon!].map(([tag, value]) => `${tag}=${value}`).join('|')).toBe(
      '8=FIXT.1.1|9=115|35=A|34=1|49=US|50=desk|52=20260105-12:00:00.000|56=THEM|57=md|95=3|96=raw|98=0|108=30|553=bob|554=pa55word|1137=9|10=243',
    );
    expect(bench.notes.join()).not.toContain('pa55');
  });

  it('may be answered with a Logout or a Reject: its text is told, without our password', () => {
    for (const msgType of ['5', '3']) {
      const bench = new SessionBench({ role: 'initiator', password: 'pa55word' });
      bench.connect();
      bench.take();
      bench.hear(msgType, { body: '58=no such user, pa55word\x07|' });
      expect(bench.log).toEqual(['disconnect: logon refused: no such user, ***?']);
      expect(bench.session.summary().logonsRefused).toBe(1);
      expect(bench.take()).toEqual([]);
      expect(bench.store.nextIn).toBe(2);
    }
  });

  it('takes over the HeartBtInt of the answer, by which the counterparty will measure us', () => {
    const bench = new SessionBench({ role: 'initiator' });
    bench.connect();
    bench.hear('A', { body: '98=0|108=10|' });
    bench.take();
    bench.pass(10);
    expect(bench.take().map((m) => brief(m))).toEqual(['35=0']);
  });
});

describe('rule 2', () => {
  it('answers a Logon that is too high, then asks for everything from N on', () => {
    const bench = new SessionBench();
    bench.connect();
    bench.hear('A', { ...LOGON, seq: 5 });
    expect(bench.take().map((m) => brief(m, 34, 7, 16))).toEqual([
      '35=A 34=1 7=(none) 16=(none)',
      '35=2 34=2 7=1 16=0',
    ]);
    expect(bench.log).toEqual(['logged on']);
    // The Logon itself is not asked for again once the gap in front of it is filled.
    bench.hear('4', { seq: 1, possDup: true, body: '36=5|123=Y|' });
    expect(bench.store.nextIn).toBe(6);
  });

  it('asks for a gap in front of a Logon once, also where 789 asks for it (rules 2, 3, 5)', () => {
    for (const usesNextExpected of [false, true]) {
      const bench = new SessionBench({ usesNextExpected });
      bench.connect();
      bench.hear('A', { seq: 5, body: `98=0|108=30|${usesNextExpected ? '789=1|' : ''}` });
      bench.take();
      for (let seq = 1; seq < 5; seq++) {
        bench.hear('B', { seq, possDup: true, orig: '20260105-11:00:00.000' });
      }
      expect(bench.take()).toEqual([]);
      expect(bench.store.nextIn).toBe(6);
    }
  });

  it('asks likewise where the answer to an initiator is too high', () => {
    const bench = new SessionBench({ role: 'initiator' });
    bench.connect();
    bench.take();
    bench.hear('A', { ...LOGON, seq: 3 });
    expect(bench.take().map((m) => brief(m, 34, 7, 16))).toEqual(['35=2 34=2 7=1 16=0']);
  });

  it('sets both sides to 1 with 141=Y, and forgets what was kept', () => {
    const bench = new SessionBench().logOn();
    bench.session.send('B', bytesOf('58=old|'), true);
    bench.lose();
    bench.take();
    bench.connect();
    bench.hear('A', { seq: 1, body: '98=0|108=30|141=Y|' });
    expect(bench.take().map((m) => brief(m, 34, 141))).toEqual(['35=A 34=1 141=Y']);
    expect(bench.store).toMatchObject({ nextIn: 2, nextOut: 2 });
    bench.hear('2', { body: '7=1|16=0|' });
    expect(bench.take().map((m) => brief(m, 36))).toEqual(['35=4 36=2']);
  });

  it('says 141=Y as an initiator that resets on logon, and does not reset again for the answer', () => {
    const bench = new SessionBench({ role: 'initiator', resetOnLogon: true });
    bench.store.nextIn = 40;
    bench.store.nextOut = 50;
    bench.connect();
    expect(bench.take().map((m) => brief(m, 34, 141))).toEqual(['35=A 34=1 141=Y']);
    bench.hear('A', { seq: 1, body: '98=0|108=30|141=Y|' });
    expect(bench.store).toMatchObject({ nextIn: 2, nextOut: 2 });
  });

  it('lets an acceptor reset where the initiator did not ask for it: it goes on with 1 or 2', () => {
    const initiator = new SessionBench({ role: 'initiator' });
    initiator.store.nextIn = 40;
    initiator.store.nextOut = 50;
    initiator.connect();
    initiator.hear('A', { seq: 1, body: '98=0|108=30|141=Y|' });
    expect(initiator.store).toMatchObject({ nextIn: 2, nextOut: 2 });
    for (const next of [1, 2]) {
      const acceptor = new SessionBench({ resetOnLogon: true });
      acceptor.store.nextIn = 50;
      acceptor.store.nextOut = 40;
      acceptor.connect();
      acceptor.hear('A', { ...LOGON, seq: 50 });
      expect(acceptor.take().map((m) => brief(m, 34, 141))).toEqual(['35=A 34=1 141=Y']);
      acceptor.hear('B', { seq: next, body: '58=on|' });
      if (next === 2) acceptor.hear('4', { seq: 1, body: '36=2|123=Y|', possDup: true });
      expect(acceptor.applied.map((a) => a.text)).toEqual(['on']);
      expect(acceptor.store).toMatchObject({ nextIn: next + 1, nextOut: next + 1 });
    }
  });

  it('says 141=Y again where the Logon that said it was not answered', () => {
    const bench = new SessionBench({ role: 'initiator', resetOnLogout: true });
    bench.connect();
    bench.lose();
    bench.take();
    bench.connect();
    expect(brief(bench.take()[0], 34, 141)).toBe('35=A 34=1 141=Y');
  });

  it('resets on logout and on disconnect where the settings say so, and says 141=Y then', () => {
    for (const setting of ['resetOnLogout', 'resetOnDisconnect'] as const) {
      const bench = new SessionBench({ role: 'initiator', [setting]: true }).logOn();
      if (setting === 'resetOnLogout') {
        bench.hear('5');
        expect(bench.store).toMatchObject({ nextIn: 1, nextOut: 1 });
      }
      bench.lose();
      expect(bench.store).toMatchObject({ nextIn: 1, nextOut: 1 });
      bench.take();
      bench.connect();
      expect(brief(bench.take()[0], 34, 141)).toBe('35=A 34=1 141=Y');
    }
  });

  it('keeps the numbers else, over connections', () => {
    const bench = new SessionBench({ role: 'initiator' }).logOn();
    bench.hear('5');
    bench.lose();
    bench.take();
    bench.connect();
    expect(brief(bench.take()[0], 34, 141)).toBe('35=A 34=3 141=(none)');
  });

  it('sets both sides to 1 with a Logon in the middle of the session, too', () => {
    const bench = new SessionBench().logOn();
    bench.hear('B', { seq: 4 });
    bench.take();
    bench.hear('A', { seq: 1, body: '98=0|108=20|141=Y|' });
    expect(bench.take().map((m) => brief(m, 34, 108, 141))).toEqual(['35=A 34=1 108=20 141=Y']);
    expect(bench.store).toMatchObject({ nextIn: 2, nextOut: 2 });
    expect(bench.session.isLoggedOn).toBe(true);
    // What waited belongs to the count before.
    bench.hear('B', { seq: 2, body: '58=new|' });
    bench.hear('B', { seq: 3, body: '58=newer|' });
    expect(bench.applied.map((a) => a.text)).toEqual(['new', 'newer']);
    expect(bench.store.nextIn).toBe(4);
  });
});

describe('a second Logon while logged on', () => {
  it('ends the session when it resets nothing, or does not begin at 1', () => {
    const ended = (said: Parameters<SessionBench['hear']>[1]): string => {
      const bench = new SessionBench().logOn();
      bench.hear('A', said);
      expect(bench.log.at(-1)).toMatch(/^disconnect/);
      return bench
        .take()
        .map((m) => brief(m, 58))
        .join();
    };
    expect(ended(LOGON)).toBe('35=5 58=Logon while logged on');
    expect(ended({ seq: 2, body: '98=0|108=30|141=Y|' })).toBe(
      '35=5 58=A Logon with ResetSeqNumFlag=Y must have MsgSeqNum 1',
    );
  });

  it('is a duplicate like any other where it says so (rule 6)', () => {
    const bench = new SessionBench().logOn();
    bench.hear('A', { ...LOGON, seq: 1, possDup: true, orig: '20260105-11:59:00.000' });
    expect(bench.take()).toEqual([]);
    expect(bench.session.isLoggedOn).toBe(true);
  });
});

describe('rule 3', () => {
  const nextExpected = { usesNextExpected: true };

  it('says in the Logon which number is expected next', () => {
    const initiator = new SessionBench({ role: 'initiator', ...nextExpected });
    initiator.store.nextIn = 7;
    initiator.connect();
    expect(brief(initiator.take()[0], 789)).toBe('35=A 789=7');
    const acceptor = new SessionBench(nextExpected);
    acceptor.connect();
    acceptor.hear('A', { body: '98=0|108=30|789=1|' });
    // The Logon that is answered is counted.
    expect(acceptor.take().map((m) => brief(m, 789))).toEqual(['35=A 789=2']);
  });

  it('refuses one that is too high', () => {
    for (const role of ROLES) {
      const bench = new SessionBench({ role, ...nextExpected });
      bench.connect();
      bench.take();
      const tooHigh = role === 'initiator' ? 3 : 2;
      bench.hear('A', { body: `98=0|108=30|789=${tooHigh}|` });
      const why = `NextExpectedMsgSeqNum too high, expecting ${tooHigh - 1} but received ${tooHigh}`;
      expect(bench.take().map((m) => brief(m, 58))).toEqual([`35=5 58=${why}`]);
      expect(bench.log).toEqual([`disconnect: ${why}`]);
    }
  });

  it('says again, unasked, what a low one has not got; an initiator its Logon as a gap fill', () => {
    for (const role of ROLES) {
      const bench = new SessionBench({ role, ...nextExpected }).logOn();
      bench.session.send('B', bytesOf('58=lost|'), true);
      bench.lose();
      bench.take();
      bench.connect();
      if (role === 'initiator') bench.take();
      bench.hear('A', { seq: 2, body: '98=0|108=30|789=2|' });
      const said = bench.take().map((m) => brief(m, 34, 36, 43, 58));
      const lost = '35=B 34=2 36=(none) 43=Y 58=lost';
      expect(said).toEqual(
        role === 'initiator'
          ? [lost, '35=4 34=3 36=4 43=Y 58=(none)']
          : ['35=A 34=3 36=(none) 43=(none) 58=(none)', lost],
      );
    }
  });

  it('asks for no gap that the counterparty fills by itself, but for what is still missing then', () => {
    const bench = new SessionBench(nextExpected);
    bench.connect();
    bench.hear('A', { seq: 4, body: '98=0|108=30|789=1|' });
    expect(bench.take().map((m) => brief(m, 34, 789))).toEqual(['35=A 34=1 789=1']);
    const orig = '20260105-11:00:00.000';
    bench.hear('B', { seq: 1, possDup: true, orig, body: '58=one|' });
    bench.hear('B', { seq: 3, possDup: true, orig, body: '58=three|' });
    expect(bench.take().map((m) => brief(m, 7, 16))).toEqual(['35=2 7=2 16=0']);
    bench.hear('B', { seq: 2, possDup: true, orig, body: '58=two|' });
    expect(bench.applied.map((a) => a.text)).toEqual(['one', 'two', 'three']);
    expect(bench.store.nextIn).toBe(5);
  });

  it('asks with a ResendRequest where the counterparty does not know 789 (rule 2)', () => {
    const bench = new SessionBench(nextExpected);
    bench.connect();
    bench.hear('A', { ...LOGON, seq: 4 });
    expect(bench.take().map((m) => brief(m, 7))).toEqual(['35=A 7=(none)', '35=2 7=1']);
  });

  it('is not obeyed where the settings do not use it', () => {
    const bench = new SessionBench();
    bench.connect();
    bench.hear('A', { body: '98=0|108=30|789=99|' });
    expect(bench.take().map((m) => brief(m, 789))).toEqual(['35=A 789=(none)']);
    const later = new SessionBench();
    later.store.nextOut = 9;
    later.connect();
    later.hear('A', { body: '98=0|108=30|789=3|' });
    expect(later.take().map((m) => brief(m, 34))).toEqual(['35=A 34=9']);
  });
});

describe('the schedule', () => {
  const schedule = { startTime: '08:00:00', endTime: '17:00:00', timeZone: 'UTC' };
  const DAY_MS = 86_400_000;

  it('lets nobody log on outside of it', () => {
    const acceptor = new SessionBench({ schedule });
    acceptor.wallMs = START_MS + 5 * 3_600_000;
    acceptor.connect();
    acceptor.hear('A', LOGON);
    expect(acceptor.take().map((m) => brief(m, 58))).toEqual([
      '35=5 58=Logon outside of the session schedule',
    ]);
    const initiator = new SessionBench({ schedule, role: 'initiator' });
    initiator.wallMs = START_MS + 5 * 3_600_000;
    initiator.connect();
    expect(initiator.take()).toEqual([]);
    expect(initiator.log).toEqual(['disconnect: outside of the session schedule']);
    expect(initiator.session.opensAtMs(initiator.wallMs)).toBe(START_MS + 20 * 3_600_000);
    expect(initiator.session.opensAtMs(START_MS)).toBe(START_MS);
  });

  it('logs out when it ends, and begins at 1 in the next period, not within one', () => {
    const bench = new SessionBench({ schedule, role: 'initiator' }).logOn();
    bench.lose();
    bench.take();
    bench.connect();
    expect(brief(bench.take()[0], 34)).toBe('35=A 34=2');
    bench.hear('A', { ...LOGON, seq: 2 });
    bench.wallMs = START_MS + 5 * 3_600_000 - 1_000;
    bench.pass(0.999);
    expect(bench.take()).toEqual([]);
    bench.pass(0.001);
    expect(bench.take().map((m) => brief(m, 58))).toEqual([
      '35=5 58=The session schedule ends here',
    ]);
    bench.hear('5');
    expect(bench.log.at(-1)).toBe('disconnect: we logged out: The session schedule ends here');
    bench.lose();
    bench.wallMs = START_MS + DAY_MS;
    bench.connect();
    expect(brief(bench.take()[0], 34)).toBe('35=A 34=1');
    expect(bench.store.createdMs).toBe(START_MS + DAY_MS);
  });

  it('ends a session even where the next period begins at the same moment', () => {
    const allDay = { ...schedule, startTime: '17:00:00' };
    const bench = new SessionBench({ schedule: allDay }).logOn();
    bench.wallMs = START_MS + 5 * 3_600_000;
    bench.pass(0);
    expect(bench.take().map((m) => brief(m))).toEqual(['35=5']);
  });
});
