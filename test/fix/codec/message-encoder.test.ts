import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { MessageEncoder } from '../../../src/fix/codec/message-encoder.js';
import { bytesOf, textOf } from './bytes-of.js';
import { isWholeMessage } from './naive-fix.js';

const SENDING_TIME = '20240101-00:00:00.000';
const ORIG_SENDING_TIME = '20231231-23:59:59.999';
const HEADER = { beginString: 'FIX.4.4', senderCompId: 'BOOKCAST', targetCompId: 'VENUE' };

const text = fc.string({ unit: fc.constantFrom('A', 'b', '7', 'ä', ' ', '='), minLength: 1 });

describe('MessageEncoder', () => {
  it('writes 8, 9, 35, 34, 49, 52, 56, the body, 10', () => {
    const message = new MessageEncoder(HEADER).encode(
      'V',
      7,
      bytesOf(SENDING_TIME),
      bytesOf('262=a|'),
    );
    expect(textOf(message)).toBe(
      '8=FIX.4.4|9=62|35=V|34=7|49=BOOKCAST|52=20240101-00:00:00.000|56=VENUE|262=a|10=236|',
    );
  });

  it('puts 43 and 122 into a message that is sent again', () => {
    const message = new MessageEncoder({
      ...HEADER,
      others: new Map([
        [1128, '9'],
        [50, 'DESK'],
      ]),
    }).encode('8', 7, bytesOf(SENDING_TIME), bytesOf('37=x|'), bytesOf(ORIG_SENDING_TIME));
    expect(textOf(message)).toContain(
      '35=8|34=7|43=Y|49=BOOKCAST|50=DESK|52=20240101-00:00:00.000|56=VENUE|122=20231231-23:59:59.999|1128=9|37=x|',
    );
    expect(isWholeMessage(message)).toBe(true);
  });

  it('writes what encodeMessage writes, whatever the header and the body are', () => {
    const header = fc.record({
      beginString: fc.constantFrom('FIX.4.2', 'FIXT.1.1'),
      senderCompId: text,
      targetCompId: text,
    });
    const others = fc.uniqueArray(
      fc.tuple(fc.constantFrom(1, 36, 50, 57, 115, 116, 128, 1128), text),
      {
        selector: ([tag]) => tag,
      },
    );
    const message = fc.record({
      msgType: fc.constantFrom('0', 'X', 'AE'),
      msgSeqNum: fc.oneof(fc.nat(12), fc.integer({ min: 1, max: 2 ** 53 - 1 })),
      body: fc.uint8Array({ maxLength: 3000 }),
      isAgain: fc.boolean(),
    });
    fc.assert(
      fc.property(
        header,
        others,
        fc.array(message, { minLength: 1 }),
        (identity, pairs, messages) => {
          const more = new Map(pairs);
          const encoder = new MessageEncoder({ ...identity, others: more });
          for (const { msgType, msgSeqNum, body, isAgain } of messages) {
            const encoded = encoder.encode(
              msgType,
              msgSeqNum,
              bytesOf(SENDING_TIME),
              body,
              ...(isAgain ? [bytesOf(ORIG_SENDING_TIME)] : []),
            );
            const expected = encodeMessage(
              {
                ...identity,
                msgType,
                msgSeqNum,
                sendingTime: SENDING_TIME,
                others: more,
                ...(isAgain ? { possDup: true, origSendingTime: ORIG_SENDING_TIME } : {}),
              },
              body,
            );
            expect(textOf(encoded)).toBe(textOf(expected));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
