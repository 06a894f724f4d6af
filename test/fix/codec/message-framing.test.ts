import { describe, expect, it } from 'vitest';
import { MessageFraming } from '../../../src/fix/codec/message-framing.js';
import { bytesOf, concat, messageOf, textOf } from './bytes-of.js';
import { FramingRecord } from './framing-record.js';

const HEARTBEAT = messageOf('35=0|34=2|49=A|52=20240101-00:00:00.000|56=B|');
const TEST_REQUEST = messageOf('35=1|34=3|49=A|52=20240101-00:00:01.000|56=B|112=x|');
const EMBEDDED = messageOf(`35=B|34=4|49=A|56=B|95=${HEARTBEAT.length}|96=${textOf(HEARTBEAT)}|`);
const STREAM = concat(HEARTBEAT, EMBEDDED, TEST_REQUEST);
const ALL = [HEARTBEAT, EMBEDDED, TEST_REQUEST].map((bytes) => textOf(bytes));

const garble = (bytes: Uint8Array, from: string, to: string): Uint8Array =>
  bytesOf(textOf(bytes).replace(from, to));

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
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=44')],
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=46')],
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=')],
    ['bad-body-length', garble(HEARTBEAT, '9=45', '9=-5')],
    ['bad-body-length', garble(HEARTBEAT, '|9=45', '')],
    ['body-too-long', garble(HEARTBEAT, '9=45', '9=10485760')],
    ['body-too-long', garble(HEARTBEAT, '9=45', '9=9999999999999999999999')],
    ['no-begin-string', garble(HEARTBEAT, '8=FIX.4.4', '8=FIX.4.4.4.4.4.4.4.4')],
    ['no-msg-type', messageOf('34=2|35=0|49=A|56=B|')],
  ] as const)('rule 4: %s is told and the message behind it is found', (why, garbled) => {
    const record = new FramingRecord().push(concat(garbled, TEST_REQUEST));
    expect(record.messages).toEqual([textOf(TEST_REQUEST)]);
    expect(record.garbled[0]).toEqual({ why, text: textOf(garbled) });
  });
});
