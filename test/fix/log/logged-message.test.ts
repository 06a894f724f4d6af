/** What is told of a message: its fields with names, groups, and what is wrong; never a secret. */
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { judgedMessage } from '../../../src/fix/log/logged-message.js';
import type { ShownField } from '../../../src/fix/log/field-tree.js';

const encoded = (msgType: string, body: string, beginString = 'FIX.4.4'): string =>
  Buffer.from(
    encodeMessage(
      {
        beginString,
        msgType,
        msgSeqNum: 7,
        senderCompId: 'A',
        targetCompId: 'B',
        sendingTime: '20261121-10:00:00.000',
      },
      Buffer.from(body.replaceAll('|', '\x01')),
    ),
  ).toString('latin1');

const field = (fields: readonly ShownField[], tag: number): ShownField | undefined =>
  fields.find((one) => one.tag === tag);

describe('fields', () => {
  it('have names, and values what they stand for', () => {
    const { fields, name, msgType } = judgedMessage(encoded('Y', '262=1|281=0|58=Zürich|20001=x|'));
    expect([msgType, name]).toEqual(['Y', 'MarketDataRequestReject']);
    expect(field(fields, 281)).toEqual({
      tag: 281,
      name: 'MDReqRejReason',
      value: '0',
      meaning: 'unknown-symbol',
    });
    expect(field(fields, 58)?.value).toBe('Zürich');
    expect(field(fields, 20001)).toEqual({ tag: 20001, value: 'x' });
  });

  it('of groups are entries, with groups within, and what nobody knows in its place', () => {
    const body = '262=1|263=1|264=0|267=1|269=0|146=2|55=A|454=1|455=x|456=1|7777=q|55=B|461=F|';
    const entries = field(judgedMessage(encoded('V', body)).fields, 146)?.entries;
    expect(entries?.map((entry) => entry.map(({ tag }) => tag))).toEqual([
      [55, 454],
      [55, 461],
    ]);
    expect(entries?.[0]?.[1]?.entries?.[0]?.map(({ tag }) => tag)).toEqual([455, 456, 7777]);
  });

  it('several values in one field are all named', () => {
    const { fields } = judgedMessage(encoded('W', '55=A|268=1|269=0|276=A B|'));
    expect(field(fields, 268)?.entries?.[0]?.[1]).toMatchObject({
      meaning: 'open closed',
    });
  });

  it('control characters do not reach a terminal', () => {
    const { fields } = judgedMessage(encoded('0', '112=\u001b[2Jx|'));
    expect(field(fields, 112)?.value).toBe('\\x1b[2Jx');
  });
});

describe('secrets', () => {
  it.each([
    ['the password', '98=0|108=30|553=me|554=hush|'],
    ['the new password', '98=0|108=30|925=hush|'],
    ['raw data of a Logon', '98=0|108=30|95=4|96=hush|'],
    ['a password that ran into another field', '98=0|108=30|58=x;554=hush|'],
    ['a password behind an unreadable field', '98=0|x|554=hush|'],
  ])('%s is never shown', (_, body) => {
    const text = encoded('A', body);
    for (const shown of [text, text.slice(0, -9), text.replace('35=A', '35=Q')])
      expect(JSON.stringify(judgedMessage(shown))).not.toContain(
        shown === text || !body.includes('96=') ? 'hush' : '554=hush',
      );
  });

  it('raw data of other messages is', () => {
    expect(JSON.stringify(judgedMessage(encoded('B', '95=4|96=news|')))).toContain('news');
  });
});

describe('what is wrong', () => {
  const good = encoded('0', '112=x|');

  it('nothing, with a message that is whole', () => {
    expect(judgedMessage(good)).toMatchObject({ version: 'FIX.4.4', invalid: [] });
    expect(judgedMessage(good).problem).toBeUndefined();
    expect(judgedMessage(encoded('0', '', 'FIXT.1.1')).version).toBe('FIX.5.0SP2');
    expect(judgedMessage(encoded('0', '', 'FIX.4.1')).version).toBe('FIX.4.2');
  });

  it.each([
    ['BodyLength', good.replace('112=x', '112=xy'), ['BodyLength(9) says 51, is 52', 'CheckSum']],
    ['CheckSum', good.replace('112=x', '112=y'), ['CheckSum(10) says']],
    ['no CheckSum', good.replace(/10=...\x01$/, ''), ['CheckSum(10) is missing at the end']],
    ['order', good.replace('9=51\x0135=0', '35=0\x019=51'), ['the first three fields are not']],
    ['shape', good.replace('112=x', '112 x'), ['CheckSum', 'Invalid tag number, TestReqID(112)']],
  ])('%s', (_, text, why) => {
    const { invalid } = judgedMessage(text);
    expect(invalid).toHaveLength(why.length);
    why.forEach((words, index) => expect(invalid[index]).toContain(words));
  });

  it('nothing of the sums, where the log has hidden a password itself', () => {
    const masked = encoded('A', '98=0|108=30|554=hush|').replace('hush', '***');
    expect(judgedMessage(masked).invalid).toEqual([]);
  });

  it('is told apart from what a session would reject (rule 13)', () => {
    const { invalid, problem } = judgedMessage(encoded('0', '108=5|'));
    expect(invalid).toEqual([]);
    expect(problem).toMatchObject({ reason: 2, tag: 108 });
  });
});
