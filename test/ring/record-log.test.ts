/** The record log against a plain list, and what a reader is told when it comes too late. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allocateRecordLog,
  kernelThreadOf,
  RECORD_FIELDS,
  RECORD_LIMIT,
  RECORD_LOG_HEAD,
  RecordLogReader,
  RecordLogWriter,
} from '../../src/ring/record-log.js';

function append(writer: RecordLogWriter, value: number): void {
  for (let field = 0; field < RECORD_FIELDS; field++) writer.fields[field] = value + field / 16;
  writer.append();
}

function drain(reader: RecordLogReader): number[] {
  const values: number[] = [];
  reader.drain((fields) => {
    const isWhole = fields.every((value, field) => value === fields[0]! + field / 16);
    if (!isWhole) throw new Error(`a torn record: ${fields.join(' ')}`);
    values.push(fields[0]!);
  });
  return values;
}

describe('a record log', () => {
  test.each([0, 2 ** 32 - 100])(
    'hands on every record once, newest last, and counts what was overwritten (from %i)',
    (start) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: RECORD_LIMIT + 40 }), { maxLength: 5 }),
          (bursts) => {
            const buffer = allocateRecordLog();
            new Uint32Array(buffer)[RECORD_LOG_HEAD.PUBLISHED >>> 2] = start;
            const writer = new RecordLogWriter(buffer, 77);
            const reader = new RecordLogReader(buffer);
            expect(kernelThreadOf(buffer)).toBe(77);
            let written = 0;
            let seen = 0;
            for (const burst of bursts) {
              const first = written;
              for (let i = 0; i < burst; i++) append(writer, written++);
              const values = drain(reader);
              // The writer may be in the place of the oldest one: a full ring has one record less.
              const kept = Math.min(burst, RECORD_LIMIT - 1);
              expect(values).toEqual(
                Array.from({ length: kept }, (_, i) => first + burst - kept + i),
              );
              seen += values.length;
            }
            expect(seen + reader.lostCount).toBe(written);
          },
        ),
        { numRuns: 40 },
      );
    },
  );

  test('is written on by the thread that replaces a dead one', () => {
    const buffer = allocateRecordLog();
    const reader = new RecordLogReader(buffer);
    append(new RecordLogWriter(buffer, 1), 1);
    append(new RecordLogWriter(buffer, 2), 2);
    expect(drain(reader)).toEqual([1, 2]);
    expect(kernelThreadOf(buffer)).toBe(2);
  });
});
