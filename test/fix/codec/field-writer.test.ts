import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { FieldWriter } from '../../../src/fix/codec/field-writer.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { UtcTimeText } from '../../../src/fix/codec/utc-time-text.js';
import { formatScaled, parseScaled } from '../../../src/market/decimal.js';
import { bytesOf, textOf } from './bytes-of.js';

describe('FieldWriter', () => {
  it('writes numbers as formatScaled does, and the scan gives them back exactly', () => {
    const writer = new FieldWriter();
    const table = new FieldTable();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.maxSafeInteger(), fc.nat(15)), {
          minLength: 1,
        }),
        (fields) => {
          writer.clear();
          for (const [tag, scaled, scale] of fields) writer.decimal(tag, scaled, scale);
          const body = writer.body();
          expect(textOf(body)).toBe(
            fields.map(([tag, scaled, scale]) => `${tag}=${formatScaled(scaled, scale)}|`).join(''),
          );
          expect(scanMessage(table, body, 0, body.length)).toBe(true);
          fields.forEach(([, scaled, scale], i) =>
            expect(parseScaled(body, table.starts[i]!, table.ends[i]!, scale)).toBe(scaled),
          );
        },
      ),
    );
  });

  it.each([0, 1, 9, 10, 999_999_999, 1_000_000_000, 2 ** 31, 2 ** 53 - 1])(
    'writes ±%d',
    (value) => {
      const writer = new FieldWriter();
      writer.integer(271, value);
      if (value > 0) writer.integer(271, -value);
      expect(textOf(writer.body())).toBe(`271=${value}|` + (value > 0 ? `271=-${value}|` : ''));
    },
  );

  it('writes characters, values and times, and begins again in the same buffer', () => {
    const writer = new FieldWriter();
    const time = new UtcTimeText();
    const { bytes } = writer;
    for (let turn = 0; turn < 2; turn++) {
      writer.clear();
      writer.character(269, 0x30);
      writer.value(55, bytesOf('EUR/USD'));
      time.set(turn);
      writer.value(60, time.bytes);
      expect(textOf(writer.body())).toBe(`269=0|55=EUR/USD|60=19700101-00:00:00.00${turn}|`);
    }
    expect(writer.bytes).toBe(bytes);
  });

  it('grows and keeps what was written', () => {
    const writer = new FieldWriter();
    for (let i = 0; i < 10_000; i++) writer.integer(271, i);
    writer.value(58, Buffer.alloc(100_000, 'x'));
    const fields = textOf(writer.body()).split('|');
    expect(fields.slice(0, 10_000)).toEqual(Array.from({ length: 10_000 }, (_, i) => `271=${i}`));
    expect(fields[10_000]).toBe(`58=${'x'.repeat(100_000)}`);
  });
});
