import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyWriter } from '../../../src/fix/codec/body-writer.js';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { bytesOf, textOf } from './bytes-of.js';

const entry = (type: string, price: number): BodyWriter =>
  new BodyWriter()
    .text(269, type)
    .decimal(270, price, 5)
    .integer(271, 1_000_000)
    .text(55, 'EUR/USD');

describe('BodyWriter', () => {
  it('writes fields by ascending tag, a group whole and its delimiter first, a length before its data', () => {
    const body = new BodyWriter()
      .text(893, 'Y')
      .group(268, [entry('0', 110_000), entry('1', -5)])
      .data(93, 89, bytesOf('a|b'))
      .flag(43, false)
      .text(262, 'req');
    expect(textOf(body.finish())).toBe(
      '43=N|93=3|89=a|b|262=req|268=2|269=0|270=1.10000|271=1000000|55=EUR/USD|' +
        '269=1|270=-0.00005|271=1000000|55=EUR/USD|893=Y|',
    );
  });

  it('writes a group without entries', () => {
    expect(textOf(new BodyWriter().group(146, []).finish())).toBe('146=0|');
  });

  it.each([
    ['SOH in a value', () => new BodyWriter().text(58, 'a\x01b'), '58=a␁b: SOH'],
    ['a character beyond ISO 8859-1', () => new BodyWriter().text(58, '€'), '58=€: SOH and char'],
    ['a field without a value', () => new BodyWriter().text(58, ''), '58= has no value'],
    ['a fraction', () => new BodyWriter().integer(34, 1.5), '34=1.5: not a whole number'],
    ['NaN', () => new BodyWriter().decimal(270, NaN, 2), '270=NaN: not a whole number'],
    ['a tag twice', () => new BodyWriter().text(58, 'a').text(58, 'b'), 'tag 58 is there already'],
    ['tag 0', () => new BodyWriter().text(0, 'a'), 'tag 0: tags are whole numbers from 1'],
    [
      'entries with different delimiters',
      () => new BodyWriter().group(268, [entry('0', 1), new BodyWriter().text(270, '1')]),
      'group 268: its entries begin with 269, 270',
    ],
    ['an empty entry', () => new BodyWriter().group(268, [new BodyWriter()]), 'group 268'],
  ])('refuses %s', (_, write, text) => {
    expect(write).toThrow(text);
  });

  it('comes back from a scan as it was written, whatever the bytes of data are', () => {
    const value = fc.string({
      unit: fc.integer({ min: 2, max: 255 }).map((c) => String.fromCharCode(c)),
      minLength: 1,
    });
    const fields = fc.uniqueArray(fc.tuple(fc.integer({ min: 1000, max: 999_999 }), value), {
      selector: ([tag]) => tag,
    });
    fc.assert(
      fc.property(fields, fc.uint8Array(), (texts, data) => {
        const body = new BodyWriter().data(95, 96, data);
        for (const [tag, text] of texts) body.text(tag, text);
        const bytes = encodeMessage(
          {
            beginString: 'FIX.4.4',
            msgType: 'B',
            msgSeqNum: 1,
            senderCompId: 'A',
            targetCompId: 'B',
            sendingTime: '20240101-00:00:00.000',
          },
          body.finish(),
        );
        const table = new FieldTable();
        expect(scanMessage(table, bytes, 0, bytes.length)).toBe(true);
        for (const [tag, text] of texts) expect(table.text(tag)).toBe(text);
        expect(table.text(96)).toBe(Buffer.from(data).toString('latin1'));
        const tags = [...table.tags.subarray(table.find(95), table.count - 1)];
        expect(tags).toEqual(tags.toSorted((a, b) => a - b));
      }),
    );
  });
});
