/** What a FIX source's option `validate` lets pass: fields of another version or message, never a wrong value. */
import { describe, expect, it } from 'vitest';
import { endpointOf } from '../../../src/feed/normalize/fix/session-options.js';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';

const OPTIONS = { host: '127.0.0.1:1', sender: 'US', target: 'THEM' };

function problemOf(validate: string | undefined, body: string): string | undefined {
  const options = validate === undefined ? OPTIONS : { ...OPTIONS, validate };
  const { check } = endpointOf(options, {}, undefined);
  const bytes = encodeMessage(
    {
      beginString: 'FIX.4.4',
      msgType: 'W',
      msgSeqNum: 2,
      senderCompId: 'THEM',
      targetCompId: 'US',
      sendingTime: '20260102-03:04:05.678',
    },
    Buffer.from(body.replaceAll('|', '\x01')),
  );
  const table = new FieldTable();
  scanMessage(table, bytes, 0, bytes.length);
  return check?.(table)?.text;
}

/** RptSeq (83) is not in FIX 4.4's W, and 969 in no message of FIX 4.4. */
const SURPLUS = '55=EUR/USD|83=7|268=1|269=0|270=1.1|271=5|969=0.1|';
const WRONG_VALUE = '55=EUR/USD|268=1|269=0|270=1.1x|271=5|';
const WRONG_COUNT = '55=EUR/USD|268=2|269=0|270=1.1|271=5|';

describe('a FIX source', () => {
  it('lets fields pass by default that the version has not in this message', () => {
    expect(problemOf(undefined, SURPLUS)).toBeUndefined();
    expect(problemOf('yes', SURPLUS)).toBeUndefined();
  });

  it('rejects them where the option says strict', () => {
    expect(problemOf('strict', SURPLUS)).toBe('Tag not defined for this message type');
  });

  it.each(['yes', 'strict'])('rejects wrong values and counts with validate=%s', (validate) => {
    expect(problemOf(validate, WRONG_VALUE)).toBe('Incorrect data format for value');
    expect(problemOf(validate, WRONG_COUNT)).toBe('Incorrect NumInGroup count for repeating group');
  });

  it('looks at nothing with validate=no, and refuses any other word', () => {
    expect(problemOf('no', WRONG_VALUE)).toBeUndefined();
    expect(() => problemOf('maybe', SURPLUS)).toThrow(/validate.*maybe.*yes, strict or no/s);
  });
});
