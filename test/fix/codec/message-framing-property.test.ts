import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, concat, messageOf, textOf } from './bytes-of.js';
import { FramingRecord } from './framing-record.js';
import { isWholeMessage } from './naive-fix.js';
import { ENCLOSING, HEARTBEAT, REAL_MESSAGES, SNAPSHOT } from './real-messages.js';

const character = fc.integer({ min: 2, max: 255 }).map((code) => String.fromCharCode(code));
const field = fc
  .tuple(fc.integer({ min: 11, max: 9999 }), fc.string({ unit: character, minLength: 1 }))
  .filter(([tag, value]) => tag !== 35 && !value.includes('8=FIX'))
  .map(([tag, value]) => `${tag}=${value.replaceAll('|', '/')}|`);
const message = fc.oneof(
  fc.constantFrom(...REAL_MESSAGES),
  fc.array(field).map((fields) => messageOf(`35=B|95=0|${fields.join('')}`)),
);
const garbage = fc
  .oneof(fc.string({ unit: character }), fc.constantFrom('8', '8=F', '8=FI|10=123|9=5|', '\r\n'))
  .filter((text) => !text.includes('8=FIX'))
  .map((text) => bytesOf(text));
const cutsOf = (lengthMax: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(lengthMax)).map((cuts) => cuts.sort((a, b) => a - b));

describe('MessageFraming against a model', () => {
  it('finds every good message, in order, whatever lies between and wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(message, garbage), { minLength: 1, maxLength: 8 }),
        cutsOf(2000),
        (parts, cuts) => {
          const stream = concat(...parts.flat());
          const within = cuts.filter((cut) => cut <= stream.length);
          const record = new FramingRecord().push(stream, within);
          expect(record.messages).toEqual(parts.map(([good]) => textOf(good)));
          // An ending that may become `8=FIX` is neither told nor forgotten.
          const skipped = record.garbled.map(({ text }) => text).join('');
          const between = parts.map(([, text]) => textOf(text)).join('');
          expect(skipped + between.slice(between.length - record.framing.pendingBytes)).toBe(
            between,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes nothing for a message that is none, and the same wherever the stream is cut', () => {
    const mutation = fc.tuple(fc.nat(3000), fc.constantFrom('set', 'cut', 'double'), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 6 }),
        fc.array(mutation, { minLength: 1, maxLength: 10 }),
        cutsOf(2000),
        (messages, mutations, cuts) => {
          const bytes = [...concat(...messages)];
          for (const [place, kind, byte] of mutations) {
            const at = place % bytes.length;
            if (kind === 'set') bytes[at] = byte;
            else if (kind === 'cut') bytes.splice(at, 1);
            else bytes.splice(at, 0, bytes[at]!);
          }
          const stream = Uint8Array.from(bytes);
          const whole = new FramingRecord().push(stream);
          for (const found of whole.messages) expect(isWholeMessage(bytesOf(found))).toBe(true);
          const within = cuts.filter((cut) => cut <= stream.length);
          expect(new FramingRecord().push(stream, within).messages).toEqual(whole.messages);
        },
      ),
      { numRuns: 1000 },
    );
  });

  // One byte changed, missing or doubled changes the sum or the length: CheckSum and BodyLength of the message can never both
  // hold. What is found beside the next message is whole itself: the message, where its first or last byte was doubled and so
  // became garbage beside it, or the message that it carried as data: its BodyLength and CheckSum hold.
  it.each(REAL_MESSAGES.map((bytes) => [textOf(bytes), bytes] as const))(
    'rule 4: no byte of %s can change, be missing or be there twice unnoticed, and the next message is found',
    (_, bytes) => {
      for (let at = 0; at < bytes.length; at++) {
        const before = bytes.subarray(0, at);
        const behind = bytes.subarray(at + 1);
        const garblings = [
          concat(before, behind),
          concat(before, bytes.subarray(at, at + 1), bytes.subarray(at)),
          ...[1, 2, 4, 8, 16, 32, 64, 128].map((bit) =>
            concat(before, Uint8Array.of(bytes[at]! ^ bit), behind),
          ),
          ...[0x00, 0x01, 0x30, 0x38, 0x3d, 0xff]
            .filter((byte) => byte !== bytes[at])
            .map((byte) => concat(before, Uint8Array.of(byte), behind)),
        ];
        for (const garbled of garblings) {
          const record = new FramingRecord().push(concat(garbled, SNAPSHOT));
          expect(record.messages.at(-1)).toBe(textOf(SNAPSHOT));
          const others = record.messages.slice(0, -1);
          if (textOf(garbled).includes(textOf(bytes))) expect(others).toEqual([textOf(bytes)]);
          else if (bytes === ENCLOSING) expect([[], [textOf(HEARTBEAT)]]).toContainEqual(others);
          else expect(others).toEqual([]);
        }
      }
    },
  );
});

/** Any of these takes hours where the work grows with the square: the test's own time limit fails it. */
describe('MessageFraming under attack', () => {
  const MEGABYTE = 1_000_000;
  const head = (bodyBytes: number): string => `8=FIX.4.4|9=${String(bodyBytes).padStart(7, '0')}|`;
  const HEAD_BYTES = head(0).length;
  const found = (attack: Uint8Array, chunkBytes: number): string[] => {
    const record = new FramingRecord();
    for (let at = 0; at < attack.length; at += chunkBytes)
      record.framing.push(attack.subarray(at, at + chunkBytes));
    return record.push(HEARTBEAT).messages;
  };

  it.each([
    ['heads alone', bytesOf(head(MEGABYTE).repeat(100_000))],
    ['one value without an end', bytesOf(`${head(MEGABYTE)}35=B|58=`.padEnd(MEGABYTE, 'x'))],
    ['beginnings of a beginning', bytesOf('8=FI88=F'.repeat(150_000))],
    [
      'lengths of data that lead beyond the end',
      bytesOf(head(MEGABYTE) + '35=B|95=99|96=|'.repeat(100_000)),
    ],
  ])('%s cost as much as their bytes', (_, attack) => {
    for (const chunkBytes of [attack.length, 65_536, 7])
      expect(found(attack, chunkBytes).at(-1)).toBe(textOf(HEARTBEAT));
  });

  it('heads that all point at one trailer with a wrong sum are not all summed', () => {
    const headCount = 49_000;
    const heads = Array.from({ length: headCount }, (_, i) =>
      head(MEGABYTE - (i + 1) * HEAD_BYTES),
    );
    const body = `${heads.join('').padEnd(MEGABYTE - 1, 'x')}|`;
    const attack = bytesOf(`${body}10=000|`.repeat(20));
    const record = new FramingRecord();
    record.framing.push(attack);
    expect(record.reasons).toContain('bad-checksum');
    expect(record.push(HEARTBEAT).messages.at(-1)).toBe(textOf(HEARTBEAT));
  });
});
