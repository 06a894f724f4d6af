/** The load generator's own honesty: what is lost, repeated, cut or out of order must not pass. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameSplitter } from '../../bench/harness/raw-websocket.mjs';
import { Order, TextStream } from '../../bench/scenarios/fanout/receivers.mjs';

const PAYLOAD_BYTES = 64;
const HEAD = Buffer.from(`MSG f 1 ${PAYLOAD_BYTES}\r\n`);

function order(from: number): Order {
  const made = new Order();
  made.expected = from;
  made.payloadBytes = PAYLOAD_BYTES;
  return made;
}

function payload(sequence: number): Buffer {
  const bytes = Buffer.alloc(PAYLOAD_BYTES);
  bytes.writeUInt32LE(sequence);
  return bytes;
}

const record = (sequence: number): Buffer =>
  Buffer.concat([HEAD, payload(sequence), Buffer.from('\r\n')]);

/** The same bytes in pieces that end anywhere. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

const cuts = fc.array(fc.nat(10_000), { maxLength: 12 });

describe('the order of deliveries', () => {
  it('refuses a message that is missing, repeated or of another length', () => {
    const taking =
      (sequence: number, bytes = PAYLOAD_BYTES) =>
      () =>
        order(7).take(sequence, bytes);
    expect(taking(7)).not.toThrow();
    expect(taking(8)).toThrow('message 8 came where 7 was due');
    expect(taking(6)).toThrow('message 6 came where 7 was due');
    expect(taking(7, 65)).toThrow('65 bytes instead of 64');
  });
});

describe('the stream of a text protocol', () => {
  it('gives every message once, wherever its bytes are cut, and answers pings in between', () => {
    fc.assert(
      fc.property(cuts, fc.nat(5), (where, pingBefore) => {
        const sequences = [1, 2, 3, 4, 5];
        const parts = sequences.flatMap((n, i) =>
          i === pingBefore ? [Buffer.from('PING\r\n'), record(n)] : [record(n)],
        );
        let received = 0;
        let pings = 0;
        const expected = order(1);
        const stream = new TextStream(
          () => HEAD,
          expected,
          (count) => (received += count),
          () => pings++,
        );
        for (const piece of pieces(Buffer.concat(parts), where)) stream.push(Buffer.from(piece));
        expect(received).toBe(5);
        expect(expected.expected).toBe(6);
        expect(pings).toBe(pingBefore < 5 ? 1 : 0);
      }),
    );
  });

  it('refuses a gap and what is no message', () => {
    const stream = () =>
      new TextStream(
        () => HEAD,
        order(1),
        () => {},
      );
    expect(() => stream().push(Buffer.concat([record(1), record(3)]))).toThrow('message 3');
    expect(() => stream().push(Buffer.alloc(200, 0x2d))).toThrow('unexpected');
  });
});

describe('the splitter of WebSocket frames', () => {
  const frame = (body: Buffer): Buffer => {
    const head =
      body.length < 126
        ? Buffer.from([0x82, body.length])
        : Buffer.from([0x82, 126, body.length >> 8, body.length & 0xff]);
    return Buffer.concat([head, body]);
  };

  it('gives every message whole, wherever its bytes are cut', () => {
    fc.assert(
      fc.property(
        cuts,
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
        (where, sizes) => {
          const bodies = sizes.map((size, i) => Buffer.alloc(size, i + 1));
          const seen: string[] = [];
          const splitter = new FrameSplitter(
            (bytes, start, end) => seen.push(bytes.toString('hex', start, end)),
            () => expect.unreachable('there is no control frame'),
          );
          for (const piece of pieces(Buffer.concat(bodies.map(frame)), where))
            splitter.push(Buffer.from(piece));
          expect(seen).toEqual(bodies.map((body) => body.toString('hex')));
        },
      ),
    );
  });

  it('tells control frames apart', () => {
    const seen: number[] = [];
    const splitter = new FrameSplitter(
      () => expect.unreachable('there is no message'),
      (opcode) => seen.push(opcode),
    );
    splitter.push(Buffer.from([0x89, 0, 0x88, 0]));
    expect(seen).toEqual([9, 8]);
  });
});
