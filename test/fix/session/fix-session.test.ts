import { describe, expect, it } from 'vitest';
import { brief, bytesOf, SessionBench } from './session-bench.js';

const ROLES = ['initiator', 'acceptor'] as const;
const VERSIONS = ['FIX.4.2', 'FIX.4.4', 'FIX.5.0SP2'] as const;

const cases = ROLES.flatMap((role) => VERSIONS.map((version) => ({ role, version })));

describe.each(cases)('a session as $role of $version', ({ role, version }) => {
  const identity = { version, senderCompId: 'US', targetCompId: 'THEM' };
  const bench = (): SessionBench => new SessionBench({ identity, role });

  it('logs on, takes and says application messages, and logs out', () => {
    const b = bench();
    b.connect();
    const logon = { body: `98=0|108=30|${version === 'FIX.5.0SP2' ? '1137=9|' : ''}` };
    b.hear('A', logon);
    const expected = `35=A 34=1 98=0 108=30 1137=${version === 'FIX.5.0SP2' ? '9' : '(none)'}`;
    expect(b.take().map((m) => brief(m, 34, 98, 108, 1137))).toEqual([expected]);
    expect(b.log).toEqual(['logged on']);
    b.hear('B', { body: '58=hello|' });
    expect(b.applied).toEqual([{ text: 'hello', isPossDup: false }]);
    expect(b.session.send('B', bytesOf('58=good day|'), true)).toBe(2);
    expect(b.take().map((m) => brief(m, 34, 49, 56, 58))).toEqual([
      '35=B 34=2 49=US 56=THEM 58=good day',
    ]);
    b.session.logout('good night', b.nowNs, b.wallMs);
    b.hear('5');
    expect(b.take().map((m) => brief(m, 34, 58))).toEqual(['35=5 34=3 58=good night']);
    expect(b.log).toEqual([
      'logged on',
      'logged off: we logged out: good night',
      'disconnect: we logged out: good night',
    ]);
    expect(b.store).toMatchObject({ nextIn: 4, nextOut: 4 });
  });

  it('asks for a gap once, keeps what is behind it and takes it in order (rule 5)', () => {
    const b = bench().logOn();
    b.hear('B', { seq: 4, body: '58=third|' });
    b.hear('B', { seq: 5, body: '58=fourth|' });
    expect(b.take().map((m) => brief(m, 7, 16))).toEqual(['35=2 7=2 16=0']);
    expect(b.applied).toEqual([]);
    b.hear('B', { seq: 2, body: '58=first|', possDup: true, orig: '20260105-11:00:00.000' });
    b.hear('4', { seq: 3, body: '36=4|123=Y|', possDup: true, orig: '20260105-11:00:00.000' });
    expect(b.applied.map((a) => a.text)).toEqual(['first', 'third', 'fourth']);
    expect(b.store.nextIn).toBe(6);
    expect(b.take()).toEqual([]);
  });

  it('says kept messages again with 43=Y and 122, everything else as gap fills (rule 10)', () => {
    const b = bench().logOn();
    b.session.send('B', bytesOf('58=one|'), true);
    b.session.send('W', bytesOf('55=EUR/USD|'), false);
    b.session.send('B', bytesOf('58=two|'), true);
    b.pass(30);
    b.take();
    b.hear('2', { body: '7=1|16=0|' });
    expect(b.take().map((m) => brief(m, 34, 43, 52, 122, 36, 123, 58))).toEqual([
      '35=4 34=1 43=Y 52=20260105-12:00:30.000 122=20260105-12:00:30.000 36=2 123=Y 58=(none)',
      '35=B 34=2 43=Y 52=20260105-12:00:30.000 122=20260105-12:00:00.000 36=(none) 123=(none) 58=one',
      '35=4 34=3 43=Y 52=20260105-12:00:30.000 122=20260105-12:00:30.000 36=4 123=Y 58=(none)',
      '35=B 34=4 43=Y 52=20260105-12:00:30.000 122=20260105-12:00:00.000 36=(none) 123=(none) 58=two',
      '35=4 34=5 43=Y 52=20260105-12:00:30.000 122=20260105-12:00:30.000 36=6 123=Y 58=(none)',
    ]);
  });

  it('says a Heartbeat when silent, a TestRequest when nothing comes, and gives the line up (rule 11)', () => {
    const b = bench().logOn();
    b.pass(29.9);
    expect(b.take()).toEqual([]);
    b.pass(0.1);
    expect(b.take().map((m) => brief(m, 112))).toEqual(['35=0 112=(none)']);
    b.pass(6.1);
    expect(b.take().map((m) => brief(m, 112))).toEqual(['35=1 112=TEST-1']);
    b.pass(35.9);
    expect(b.log).toEqual(['logged on']);
    b.pass(0.1);
    expect(b.log.slice(1)).toEqual([
      'logged off: Timed out waiting for heartbeat',
      'disconnect: Timed out waiting for heartbeat',
    ]);
  });

  it('answers a TestRequest with its 112 (rule 11)', () => {
    const b = bench().logOn();
    b.hear('1', { body: '112=are you there?|' });
    expect(b.take().map((m) => brief(m, 112))).toEqual(['35=0 112=are you there?']);
  });
});
