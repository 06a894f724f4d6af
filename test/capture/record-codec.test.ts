import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { RecordCursor, UNKNOWN_INPUT } from '../../src/capture/record-cursor.js';
import {
  INPUT_FIELD,
  MISSING_FIELD,
  RECORD_FIELD,
  RESYNC_FIELD,
} from '../../src/capture/record-fields.js';
import { RecordingTap } from '../../src/capture/recording-tap.js';
import {
  unzigzag,
  varintBytes,
  VarintReader,
  writeVarint,
  zigzag,
} from '../../src/capture/varint.js';
import { allocateByteQueue, ByteQueueReader, ByteQueueWriter } from '../../src/ring/byte-queue.js';
import { recordType, stockRecords, type StockRecord } from './stock-recording.js';
import { anyInput, inputsOf, tellTap, type TapInput } from './tap-inputs.js';

/** What a block's content would be: everything that the tap put into its queue. */
function contentOf(inputs: readonly TapInput[]): Uint8Array {
  const buffer = allocateByteQueue(2 ** 20);
  const tap = new RecordingTap(new ByteQueueWriter(buffer));
  for (const input of inputs) tellTap(tap, input);
  const reader = new ByteQueueReader(buffer);
  const pieces: Uint8Array[] = [];
  while (reader.next()) {
    pieces.push(reader.u8.slice(reader.payloadOffset, reader.payloadOffset + reader.payloadBytes));
  }
  return Buffer.concat(pieces);
}

function asStock(input: TapInput): Partial<StockRecord> {
  const { kind, name, reason } = input;
  const data = Buffer.from(input.data, 'hex');
  const about = { nowNs: input.nowNs, receivedDeltaNs: input.receivedNs - input.nowNs };
  switch (kind) {
    case 'connected':
      return { ...about, input: kind, connected: { connection: name, address: data.toString() } };
    case 'disconnected':
      return { ...about, input: kind, disconnected: { connection: name, why: data.toString() } };
    case 'sent':
    case 'received':
      return { ...about, input: kind, [kind]: { connection: name, text: data, data: 'text' } };
    case 'sentBinary':
      return { ...about, input: 'sent', sent: { connection: name, binary: data, data: 'binary' } };
    case 'receivedBinary':
      return {
        ...about,
        input: 'received',
        received: { connection: name, binary: data, data: 'binary' },
      };
    case 'answered':
      return { ...about, input: kind, answered: { url: name, body: data } };
    case 'failed':
      return { ...about, input: kind, failed: { url: name, why: data.toString() } };
    case 'resync':
      return { ...about, input: kind, resync: { symbol: name, reason } };
    case 'rotate':
      return { ...about, input: kind, rotate: { connection: name } };
    case 'timers':
    case 'finished':
      return { ...about, input: kind, [kind]: {} };
  }
}

/** 0 and -0 are one number to protobuf. */
const plain = (records: readonly Partial<StockRecord>[]): unknown =>
  records.map((record) => ({ ...record, receivedDeltaNs: record.receivedDeltaNs! + 0 }));

describe('records', () => {
  it('are read by a stock protobuf library as what the tap was told', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 12 }), (inputs) => {
        expect(plain(stockRecords(contentOf(inputs)))).toEqual(plain(inputs.map(asStock)));
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('are read by our cursor as what the tap was told', () => {
    const cursor = new RecordCursor();
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 12 }), (inputs) => {
        expect(inputsOf(cursor, contentOf(inputs))).toEqual(inputs);
      }),
      { seed: 43, numRuns: 300 },
    );
  });

  it('have the field numbers of the schema', () => {
    const numbers = (type: protobuf.Type): Record<string, number> =>
      Object.fromEntries(type.fieldsArray.map((field) => [field.name, field.id]));
    const constants = (fields: Readonly<Record<string, number>>): Record<string, number> =>
      Object.fromEntries(
        Object.entries(fields).map(([name, id]) => [
          name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
          id,
        ]),
      );
    expect(numbers(recordType)).toEqual(constants(RECORD_FIELD));
    const nested = (name: string): protobuf.Type => recordType.parent!.get(name) as protobuf.Type;
    expect(numbers(nested('Resync'))).toEqual(constants(RESYNC_FIELD));
    expect(numbers(nested('Missing'))).toEqual(constants(MISSING_FIELD));
    for (const name of ['Sent', 'Received']) {
      const { NAME, DATA, BINARY } = INPUT_FIELD;
      expect(numbers(nested(name))).toEqual({ connection: NAME, text: DATA, binary: BINARY });
    }
    for (const name of ['Connected', 'Disconnected', 'Answered', 'Failed']) {
      expect(Object.values(numbers(nested(name)))).toEqual([INPUT_FIELD.NAME, INPUT_FIELD.DATA]);
    }
  });

  it('of a kind or with fields that are not known are passed over', () => {
    const writer = protobuf.Writer.create();
    writer.fork();
    writer.uint32((1 << 3) | 0).uint64(77);
    writer.uint32((90 << 3) | 2).string('a field of later');
    writer.uint32((91 << 3) | 1).fixed64(5);
    writer.uint32((92 << 3) | 5).fixed32(5);
    writer.ldelim();
    const cursor = new RecordCursor();
    cursor.aim(writer.finish());
    expect([cursor.next(), cursor.input, cursor.stamps[0]]).toEqual(['record', UNKNOWN_INPUT, 77]);
    expect(cursor.next()).toBe('end');
  });

  it('that are cut or changed anywhere are read or refused, never beyond their end', () => {
    const cursor = new RecordCursor();
    const drain = (content: Uint8Array): void => {
      cursor.aim(content);
      let count = 0;
      let step = cursor.next();
      for (; step === 'record'; step = cursor.next()) {
        expect(cursor.data().length + cursor.name().length).toBeLessThanOrEqual(content.length * 3);
        expect(++count).toBeLessThanOrEqual(content.length);
      }
    };
    fc.assert(
      fc.property(
        fc.array(anyInput, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (inputs, place, flip) => {
          const content = contentOf(inputs);
          drain(content.slice(0, place % content.length));
          content[place % content.length]! ^= flip;
          drain(content);
        },
      ),
      { seed: 44, numRuns: 400 },
    );
  });

  it('do not hold what a venue must not hear from others', () => {
    const secret = { op: 'subscribe', token: 'abc.def', args: [{ apiKey: 'k', sign: 's' }] };
    const buffer = allocateByteQueue(2 ** 16);
    const tap = new RecordingTap(new ByteQueueWriter(buffer));
    tap.atTime(1, 1);
    tap.sent('main', JSON.stringify(secret));
    tap.answered(
      'https://venue/token',
      Buffer.from('{"result":{"token" : "abc.def","expires":900}}'),
    );
    const reader = new ByteQueueReader(buffer);
    const texts: string[] = [];
    while (reader.next()) {
      const end = reader.payloadOffset + reader.payloadBytes;
      const [record] = stockRecords(reader.u8.slice(reader.payloadOffset, end));
      const { sent, answered } = record as { sent?: { text: Buffer }; answered?: { body: Buffer } };
      texts.push(Buffer.from((sent?.text ?? answered?.body)!).toString());
    }
    expect(texts).toEqual([
      '{"op":"subscribe","token":"***","args":[{"apiKey":"***","sign":"***"}]}',
      '{"result":{"token" : "***","expires":900}}',
    ]);
  });
});

describe('varints', () => {
  it('are those of protobuf, for every whole number a double holds up to 2^64', () => {
    const wide = fc.oneof(
      fc.maxSafeNat(),
      fc.nat(),
      fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((high) => high * 2 ** 33),
    );
    const reader = new VarintReader();
    fc.assert(
      fc.property(wide, (value) => {
        const bytes = new Uint8Array(12);
        const end = writeVarint(bytes, 0, value);
        expect(end).toBe(varintBytes(value));
        const stock = recordType.fromObject({ nowNs: BigInt(value).toString() });
        const field = Buffer.from(recordType.encode(stock).finish());
        // Zero is the default: a stock writer leaves the field out.
        const stockBytes = value === 0 ? Buffer.of(0) : field.subarray(1);
        expect(Buffer.from(bytes.subarray(0, end))).toEqual(stockBytes);
        reader.aim(bytes, 0, end);
        expect([reader.read(), reader.offset, reader.failed]).toEqual([value, end, false]);
        reader.aim(bytes, 0, end - 1);
        reader.read();
        expect(reader.failed).toBe(true);
      }),
      { seed: 45, numRuns: 2000 },
    );
  });

  it('of signed numbers zigzag', () => {
    for (const value of [0, -1, 1, -2, 2, 2 ** 51, -(2 ** 51)]) {
      expect(unzigzag(zigzag(value))).toBe(value);
    }
    expect([0, -1, 1, -2].map(zigzag)).toEqual([0, 1, 2, 3]);
  });
});
