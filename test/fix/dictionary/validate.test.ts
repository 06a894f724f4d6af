/** Rule 13: each reason for a reject, and what may be switched off. */
import { describe, expect, it } from 'vitest';
import type { FieldTable } from '../../../src/fix/codec/field-table.js';
import { CHECKS_ALL, checksOf, type CheckName } from '../../../src/fix/dictionary/checks.js';
import { dictionaryOf } from '../../../src/fix/dictionary/dictionary-of.js';
import { validate } from '../../../src/fix/dictionary/validate.js';
import { scanned, scannedText } from './scanned.js';

const FIX42 = dictionaryOf('FIX.4.2');
const FIX44 = dictionaryOf('FIX.4.4').with({ messages: 'message X: NoMDEntries(MDEntryPx!)' });
const FIX50 = dictionaryOf('FIX.5.0SP2');
const REQUEST = '262=1|263=1|264=0|267=2|269=0|269=1|146=1|55=EUR/USD|';
const HEADER = '34=2|49=A|52=20261121-10:00:00|56=B|';

describe('rule 13: a message that keeps to the dictionary has no problem', () => {
  const good: readonly (readonly [string, FieldTable])[] = [
    ['a request', scanned('V', REQUEST)],
    [
      'groups in groups',
      scanned(
        'V',
        '262=1|263=1|264=0|267=1|269=0|146=2|55=A|48=z|22=8|454=2|455=x|456=1|455=y|456=2|461=F|55=B|',
      ),
    ],
    ['an image', scanned('W', '55=A|268=2|269=0|270=1.5|271=10|269=1|270=-.5|')],
    ['an image without entries', scanned('W', '55=A|268=0|')],
    ['changes', scanned('X', '268=2|279=0|269=0|55=A|270=1|279=2|269=1|55=A|270=2|')],
    ['fields of users, in groups too', scanned('X', '20001=a|268=1|279=0|5001=x|270=1|9999=z|')],
    ['data with SOH in it', scanned('5', '58=x|354=5|355=a|b|c|')],
    ['several values in one field', scanned('W', '55=A|268=1|269=0|270=1|276=A B|')],
    ['hops', scanned('0', '', 'FIX.4.4', `${HEADER}627=2|628=A|630=1|628=B|`)],
    ['a message that is known by name only', scanned('D', '11=1|40=2|453=2|448=x|448=y|')],
  ];
  it.each(good)('%s', (_, table) => expect(validate(table, FIX44)).toBeUndefined());

  it('in every version', () => {
    expect(validate(scanned('A', '98=0|108=30|', 'FIX.4.2'), FIX42)).toBeUndefined();
    expect(validate(scanned('A', '98=0|108=30|1137=9|', 'FIXT.1.1'), FIX50)).toBeUndefined();
    const levels = '55=A|268=2|269=0|270=1|1023=1|269=J|';
    expect(validate(scanned('W', levels, 'FIXT.1.1'), FIX50)).toBeUndefined();
  });
});

const noTarget = scanned('0', '', 'FIX.4.4', '34=2|49=A|52=20261121-10:00:00|');
const noTrailer = scannedText(`8=FIX.4.4|9=5|35=0|${HEADER}`);
const swapped = scannedText(`8=FIX.4.4|35=0|9=5|${HEADER}10=000|`);
const behindTrailer = scannedText(`8=FIX.4.4|9=5|35=0|${HEADER}10=000|112=x|`);
const noType = scannedText(`8=FIX.4.4|9=5|${HEADER}10=000|`);

/** What is wrong, the message, reason (373), tag (371), and the check that finds it. */
const BAD: readonly (readonly [string, FieldTable, number, number, CheckName])[] = [
  ['a tag that is zero', scanned('0', '0=x|'), 0, 0, 'tagNumbers'],
  ['a tag with a leading zero', scanned('0', '0112=x|'), 0, 112, 'tagNumbers'],
  ['a tag that is no number', scanned('0', 'abc=x|'), 0, 0, 'tagNumbers'],
  ['a tag beyond all tags', scanned('0', '1000000=x|'), 0, 0, 'tagNumbers'],
  ['a field without =', scanned('0', '112|'), 0, 112, 'tagNumbers'],
  ['a length that is not its data’s', scanned('A', '98=0|108=30|95=9|96=a|'), 6, 96, 'tagNumbers'],
  ['no 263', scanned('V', REQUEST.replace('263=1|', '')), 1, 263, 'requiredTags'],
  ['no 56', noTarget, 1, 56, 'requiredTags'],
  ['no 10', noTrailer, 1, 10, 'requiredTags'],
  ['no 270 in the first entry', scanned('X', '268=2|279=0|279=1|270=1|'), 1, 270, 'requiredTags'],
  ['no 270 in the last entry', scanned('X', '268=2|279=0|270=1|279=1|'), 1, 270, 'requiredTags'],
  ['108 in a Heartbeat', scanned('0', '108=30|'), 2, 108, 'messageTags'],
  ['108 in an entry', scanned('X', '268=1|279=0|108=1|270=1|'), 2, 108, 'messageTags'],
  ['a field of orders', scanned('0', '38=100|'), 2, 38, 'messageTags'],
  ['a tag that no version has', scanned('0', '4999=1|'), 3, 4999, 'unknownTags'],
  ['such a tag in an entry', scanned('X', '268=1|279=0|4999=1|270=1|'), 3, 4999, 'unknownTags'],
  ['no value', scanned('1', '112=|'), 4, 112, 'emptyValues'],
  ['no value in an entry', scanned('W', '55=A|268=1|269=0|270=|'), 4, 270, 'emptyValues'],
  ['no value of a tag unknown', scanned('0', '20001=|'), 4, 20001, 'emptyValues'],
  ['263=3', scanned('V', REQUEST.replace('263=1', '263=3')), 5, 263, 'valueRanges'],
  ['one value of several', scanned('W', '55=A|268=1|269=0|276=A ~|'), 5, 276, 'valueRanges'],
  ['a price with a letter', scanned('W', '55=A|268=1|269=0|270=1.0875x|'), 6, 270, 'dataFormats'],
  [
    'a day that no month has',
    scanned('W', '55=A|268=1|269=0|272=20260230|'),
    6,
    272,
    'dataFormats',
  ],
  ['a type that no version has', scanned('ZZ', ''), 11, 35, 'msgTypes'],
  ['a field twice', scanned('1', '112=a|112=b|'), 13, 112, 'duplicateTags'],
  ['a header field twice', scanned('1', '', 'FIX.4.4', `${HEADER}56=C|`), 13, 56, 'duplicateTags'],
  ['a header field in the body', scanned('1', '112=a|50=x|'), 14, 50, 'sectionOrder'],
  ['a body field behind the trailer', behindTrailer, 14, 112, 'sectionOrder'],
  ['35 before 9', swapped, 14, 35, 'sectionOrder'],
  [
    'entries in another order',
    scanned('W', '55=A|268=1|269=0|271=1|270=1|'),
    15,
    270,
    'groupOrder',
  ],
  ['no delimiter first', scanned('W', '55=A|268=1|270=1|269=0|'), 15, 270, 'groupOrder'],
  ['a count too large', scanned('W', '55=A|268=2|269=0|270=1|'), 16, 268, 'groupCounts'],
  ['a count too small', scanned('W', '55=A|268=1|269=0|269=1|'), 16, 268, 'groupCounts'],
  ['a count and no entry', scanned('W', '55=A|268=1|'), 16, 268, 'groupCounts'],
  ['no count, and an entry', scanned('W', '55=A|268=0|269=0|'), 16, 268, 'groupCounts'],
  ['a group within an entry', scanned('W', '55=A|454=2|455=x|268=0|'), 16, 454, 'groupCounts'],
];

describe('rule 13: a message that does not keep to it is rejected with the reason', () => {
  it.each(BAD)('%s: %#', (_, table, reason, tag, check) => {
    const problem = validate(table, FIX44, CHECKS_ALL & ~checkOfUsers);
    expect(problem).toMatchObject({ reason, tag });
    expect(problem?.text).not.toBe('');
    const lenient = validate(table, FIX44, checksOf({ [check]: false }));
    expect(lenient?.reason, 'with the check off').not.toBe(reason);
  });

  it('a message without a MsgType', () => {
    const checks = checksOf({ sectionOrder: false });
    expect(validate(noType, FIX44, checks)).toMatchObject({ reason: 1, tag: 35 });
  });

  it('a field twice in one entry, where its order is free', () => {
    const table = scanned('W', '55=A|268=1|269=0|271=1|270=1|271=2|');
    expect(validate(table, FIX44, checksOf({ groupOrder: false }))).toMatchObject({
      reason: 13,
      tag: 271,
    });
  });

  it('fields of users, only where they are looked at', () => {
    const table = scanned('0', '20001=x|');
    expect(validate(table, FIX44)).toBeUndefined();
    expect(validate(table, FIX44, CHECKS_ALL)).toMatchObject({ reason: 3, tag: 20001 });
    const known = FIX44.with({ fields: '20001 Colour char r=red', messages: 'message 0: Colour' });
    expect(validate(table, known, CHECKS_ALL)).toMatchObject({ reason: 5, tag: 20001 });
  });
});

const checkOfUsers = CHECKS_ALL & ~checksOf({});

describe('what is let pass is let pass alone', () => {
  it('entries that begin with another field than the standard’s are counted by it', () => {
    const checks = checksOf({ groupOrder: false });
    const entries = '55=A|268=2|270=1|269=0|270=2|269=1|';
    expect(validate(scanned('W', entries), FIX44, checks)).toBeUndefined();
    expect(validate(scanned('W', `${entries}270=3|269=2|`), FIX44, checks)).toMatchObject({
      reason: 16,
    });
  });

  it('a foreign field rides along in its entry', () => {
    const table = scanned('W', '55=A|268=2|269=0|278=x|270=1|269=1|278=y|270=2|');
    expect(validate(table, FIX44)).toMatchObject({ reason: 2, tag: 278 });
    expect(validate(table, FIX44, checksOf({ messageTags: false }))).toBeUndefined();
    const known = FIX44.with({ messages: 'message W: NoMDEntries(MDEntryID)' });
    expect(validate(table, known, checksOf({ groupOrder: false }))).toBeUndefined();
  });
});
