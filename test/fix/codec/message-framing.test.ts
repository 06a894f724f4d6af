import { describe, expect, it } from 'vitest';
import { MessageFraming } from '../../../src/fix/codec/message-framing.js';
import { bytesOf, concat, messageOf, textOf } from './bytes-of.js';
import { FramingRecord } from './framing-record.js';
import { ENCLOSING, HEARTBEAT, SNAPSHOT } from './real-messages.js';

const STREAM = concat(HEARTBEAT, ENCLOSING, SNAPSHOT);
const ALL = [HEARTBEAT, ENCLOSING, SNAPSHOT].map((bytes) => textOf(bytes));
const BEHIND = textOf(SNAPSHOT);

const garble = (bytes: Uint8Array, from: string, to: string): Uint8Array => {
  const text = textOf(bytes);
  expect(text).toContain(from);
  return bytesOf(text.replace(from, to));
};

describe('MessageFraming', () => {
  it('finds the same messages wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= STREAM.length; cut++) {
      const record = new FramingRecord().push(STREAM, [cut]);
      expect(record.messages).toEqual(ALL);
      expect(record.garbled).toEqual([]);
    }
  });

  it('finds them byte by byte, with nothing pending at the end', () => {
    const everywhere = Array.from({ length: STREAM.length }, (_, i) => i);
    const record = new FramingRecord().push(STREAM, everywhere);
    expect(record.messages).toEqual(ALL);
    expect(record.garbled).toEqual([]);
    expect(record.framing.pendingBytes).toBe(0);
  });

  it('does not copy a message that lies whole in a chunk, whatever was pending before', () => {
    const seen: Uint8Array[] = [];
    const framing = new MessageFraming({
      message: (bytes) => seen.push(bytes),
      garbled: (why) => expect.fail(why),
    });
    const first = STREAM.subarray(0, HEARTBEAT.length + 5);
    const second = STREAM.subarray(HEARTBEAT.length + 5);
    framing.push(first);
    framing.push(second);
    expect(seen.map((bytes) => bytes === first || bytes === second)).toEqual([true, false, true]);
  });

  it.each([
    ['bad-checksum', garble(HEARTBEAT, '49=A', '49=C')],
    ['bad-checksum', bytesOf(textOf(HEARTBEAT).slice(0, -1))],
    ['bad-checksum', bytesOf(textOf(HEARTBEAT).slice(0, -3))],
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=44')],
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=46')],
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=0')],
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=')],
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=-5')],
    ['bad-body-length', garble(HEARTBEAT, '|9=45', '')],
    ['bad-body-length', bytesOf(textOf(HEARTBEAT).slice(0, 30))],
    ['body-too-long', garble(HEARTBEAT, '9=45', '9=10485760')],
    ['body-too-long', garble(HEARTBEAT, '9=45', '9=9999999999999999999999')],
    ['no-begin-string', garble(HEARTBEAT, '8=FIX.4.4', '8=FIX.4.4.4.4.4.4.4.4')],
    ['no-begin-string', bytesOf('HTTP/1.1 400 Bad Request 8=FI\r\n')],
    ['no-msg-type', messageOf('34=2|35=0|49=A|56=B|')],
    ['no-msg-type', messageOf('')],
  ] as const)('rule 4: %s is told and the message behind it is found', (why, garbled) => {
    const stream = concat(garbled, SNAPSHOT);
    for (let cut = 0; cut < stream.length; cut++) {
      const record = new FramingRecord().push(stream, [cut]);
      expect(record.messages).toEqual([BEHIND]);
      expect(record.garbled[0]!.why).toBe(why);
      expect(record.garbled.map(({ text }) => text).join('')).toBe(textOf(garbled));
    }
  });

  it('does not wait for the bytes of a BodyLength that the next message proves too large', () => {
    const tooLarge = garble(HEARTBEAT, '9=45', '9=450000');
    const record = new FramingRecord().push(concat(tooLarge, SNAPSHOT), [tooLarge.length - 9]);
    expect(record.messages).toEqual([BEHIND]);
    expect(record.garbled).toEqual([{ why: 'bad-body-length', text: textOf(tooLarge) }]);
  });

  it('does not take a message that is sent as data for the end of one that comes in pieces', () => {
    const twice = textOf(concat(HEARTBEAT, HEARTBEAT));
    const enclosing = messageOf(`35=B|95=${twice.length}|96=${twice}|148=x|95=2|96=8=|`);
    for (let cut = 0; cut < enclosing.length; cut++)
      expect(new FramingRecord().push(enclosing, [cut]).messages).toEqual([textOf(enclosing)]);
  });

  it('finds what a BodyLength covers that ends at the trailer of a later message', () => {
    const covering = garble(HEARTBEAT, '9=45', `9=${45 + SNAPSHOT.length}`);
    const record = new FramingRecord().push(concat(covering, SNAPSHOT, HEARTBEAT));
    expect(record.messages).toEqual([BEHIND, textOf(HEARTBEAT)]);
    expect(record.reasons).toEqual(['bad-checksum']);
  });

  it('takes a body of the limit, in pieces, and no longer one', () => {
    const limit = 5000;
    const body = (bytes: number): string => `35=B|58=${'x'.repeat(bytes - 9)}|`;
    const longest = messageOf(body(limit));
    const longer = messageOf(body(limit + 1));
    const cuts = [10, 20, 1000, 3000];
    const record = new FramingRecord(limit)
      .push(longest, cuts)
      .push(longer, cuts)
      .push(longest, cuts);
    expect(record.messages).toEqual([textOf(longest), textOf(longest)]);
    expect(record.reasons[0]).toBe('body-too-long');
  });
});
