import { describe, expect, it } from 'vitest';
import { FaultWire, type WireFault } from '../../../src/exchange/fix/fault-wire.js';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';

const BODY = '55=BTC/USD\x0183=7\x01268=1\x01269=0\x01270=101.25\x01271=3.5\x01';

const message = (msgSeqNum: number, msgType = 'X', body = BODY): Uint8Array =>
  encodeMessage(
    {
      beginString: 'FIX.4.4',
      msgType,
      msgSeqNum,
      senderCompId: 'SIM',
      targetCompId: 'BOOKCAST',
      sendingTime: '20260105-14:30:00.250',
    },
    Buffer.from(body),
  );

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Whether a message's own sums hold, counted by hand. */
function isSound(bytes: string): boolean {
  const [, length, sum] = /^8=[^\x01]*\x019=(\d+)\x01[^]*\x0110=(\d{3})\x01$/.exec(bytes)!;
  const front = bytes.slice(0, -7);
  const bodyStart = bytes.indexOf('\x0135=') + 1;
  let total = 0;
  for (const byte of Buffer.from(front, 'latin1')) total += byte;
  return Number(length) === front.length - bodyStart && Number(sum) === total % 256;
}

interface Outcome {
  readonly written: string[];
  readonly committed: string[];
  readonly isCut: boolean;
}

/** Messages 1 to 3 go out in one write, the fault waits. */
function with_(fault: WireFault, ...messages: Uint8Array[]): Outcome {
  const written: string[] = [];
  const committed: string[] = [];
  let isCut = false;
  const end = {
    write: (bytes: Uint8Array) => void (isCut || written.push(text(bytes))),
    destroy: () => {
      isCut = true;
    },
  };
  const wire = new FaultWire(end, ({ kind }) => committed.push(kind));
  wire.inject(fault);
  const all = messages.length > 0 ? messages : [message(1), message(2), message(3)];
  wire.write(Buffer.concat(all));
  return { written, committed, isCut };
}

const numbers = (written: readonly string[]): number[] =>
  written.map((each) => Number(/\x0134=(\d+)/.exec(each)?.[1]));

describe('a wire with a fault', () => {
  const [first, second, third] = [1, 2, 3].map((each) => text(message(each))) as [
    string,
    string,
    string,
  ];

  it('loses, sends twice and swaps whole messages, and leaves the others as they are', () => {
    expect(with_({ kind: 'lose' }).written).toEqual([second, third]);
    expect(with_({ kind: 'duplicate' }).written).toEqual([first, first, second, third]);
    expect(with_({ kind: 'reorder' }).written).toEqual([second, first, third]);
    expect(with_({ kind: 'lose' }).committed).toEqual(['lose']);
  });

  it('marks a possible duplicate, with the time at which it was sent first', () => {
    const { written } = with_({ kind: 'possdup' });
    expect(numbers(written)).toEqual([1, 1, 2, 3]);
    expect(written[1]).toContain('\x0134=1\x0143=Y\x01');
    expect(written[1]).toContain('\x0152=20260105-14:30:00.250\x01122=20260105-14:30:00.250\x01');
    expect(isSound(written[1]!)).toBe(true);
  });

  it.each(['garble', 'bad-body-length'] as const)('%s: the sums of one do not hold', (kind) => {
    const { written } = with_({ kind });
    expect(written.map(isSound)).toEqual([false, true, true]);
    expect(written[0]!.length).toBeGreaterThanOrEqual(first.length);
  });

  it('changes a field and makes the sums right', () => {
    const wrong = (fault: WireFault): string => {
      const { written } = with_(fault);
      expect(written.map(isSound)).toEqual([true, true, true]);
      return written[0]!;
    };
    expect(wrong({ kind: 'sending-time' })).toContain('\x0152=20260105-13:30:00.250\x01');
    expect(wrong({ kind: 'comp-id' })).toContain('\x0149=SOMEBODY\x01');
    expect(wrong({ kind: 'bad-price' })).toContain('\x01270=1.2x\x01');
  });

  it('waits for a message of its instrument with a price in it', () => {
    const other = message(1, 'X', BODY.replace('BTC', 'ETH'));
    const gone = message(2, 'X', '268=1\x01279=2\x01278=5\x0155=BTC/USD\x01');
    const fault = { kind: 'bad-price', symbol: 'BTC/USD' } as const;
    const { written } = with_(fault, other, gone, message(3));
    expect(written.map((each) => each.includes('1.2x'))).toEqual([false, false, true]);
  });

  it('leaves alone what is no market data', () => {
    const heartbeat = message(1, '0', '');
    expect(with_({ kind: 'lose' }, heartbeat, message(2)).written).toEqual([text(heartbeat)]);
  });

  it('says nothing more, not even heartbeats, once it is mute', () => {
    expect(with_({ kind: 'mute' }, message(1), message(2, '0', '')).written).toEqual([]);
  });

  it('breaks in the middle', () => {
    const { written, isCut } = with_({ kind: 'disconnect-mid-message' });
    expect(isCut).toBe(true);
    expect(written).toEqual([first.slice(0, first.length >> 1)]);
  });

  it('closes before the message', () => {
    expect(with_({ kind: 'disconnect' })).toMatchObject({ written: [], isCut: true });
  });

  it('holds everything back for a while, in order', async () => {
    const written: string[] = [];
    let come = (): void => {};
    const here = new Promise<void>((resolve) => (come = resolve));
    const end = {
      write: (bytes: Uint8Array) => {
        written.push(text(bytes));
        come();
      },
      destroy: () => {},
    };
    const wire = new FaultWire(end, () => {});
    wire.inject({ kind: 'delay', ms: 5 });
    wire.write(message(1));
    wire.write(message(2));
    expect(written).toEqual([]);
    await here;
    expect(written.join('')).toBe(first + second);
  });
});
