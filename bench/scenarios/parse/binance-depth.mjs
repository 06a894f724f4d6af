/** Binance spot depth updates of one symbol that is in sync: text for us and JSON.parse, protobuf for protobufjs. */
import { load } from '../../harness/build-under-test.mjs';
import { makeRegister, makeSink } from './event-counter.mjs';

const LEVELS = 10;
const SYMBOL = 'BTCUSDT';
const FIRST_ID = 1000;
const REST = 'https://api.binance.com';

const PROTO = `
  syntax = "proto3";
  message Row { string price = 1; string quantity = 2; }
  message Depth { string e = 1; uint64 E = 2; string s = 3; uint64 U = 4; uint64 u = 5; repeated Row b = 6; repeated Row a = 7; }
  message Combined { string stream = 1; Depth data = 2; }`;

const rows = (i, base, step) =>
  Array.from({ length: LEVELS }, (_, k) => [
    (base + step * ((i + 1 + k * 7) % 400)).toFixed(8),
    ((((i + 1) * 31 + k * 17) % 9973) / 100).toFixed(8),
  ]);

/** Message i follows message i - 1 without a gap. */
const message = (i) => ({
  stream: 'btcusdt@depth@100ms',
  data: {
    e: 'depthUpdate',
    E: 1_600_000_000_123 + i,
    s: SYMBOL,
    U: FIRST_ID + 1 + i * LEVELS,
    u: FIRST_ID + (i + 1) * LEVELS,
    b: rows(i, 64_000, -0.01),
    a: rows(i, 64_000.01, 0.01),
  },
});

async function bookcast(count) {
  const { BINANCE } = await load('feed/normalize/binance/venue.js');
  const sink = await makeSink();
  const texts = Array.from({ length: count }, (_, i) => Buffer.from(JSON.stringify(message(i))));
  let normalizer;
  /** Batches begin anew: a session in sync at the id before the first message. */
  const begin = () => {
    normalizer = BINANCE.make({
      sink,
      register: makeRegister(),
      random: () => 0,
      endpoints: { webSocket: 'wss://stream.binance.com:9443', rest: REST },
    });
    normalizer.atTime(0, 1);
    const first = message(-1);
    normalizer.received('ws', Buffer.from(JSON.stringify(first)));
    const snapshot = {
      lastUpdateId: FIRST_ID,
      bids: [['63000.00000000', '1']],
      asks: [['65000.00000000', '1']],
    };
    normalizer.answered(
      `${REST}/api/v3/depth?symbol=${SYMBOL}&limit=1000`,
      Buffer.from(JSON.stringify(snapshot)),
    );
  };
  return (i) => {
    if (i === 0) begin();
    const before = sink.count;
    normalizer.received('ws', texts[i]);
    if (sink.count - before < 2 * LEVELS) {
      throw new Error(
        `message ${i} made ${sink.count - before} events: ${JSON.stringify(normalizer.summary())}`,
      );
    }
    return 1;
  };
}

function json(count) {
  const texts = Array.from({ length: count }, (_, i) => JSON.stringify(message(i)));
  return (i) => JSON.parse(texts[i]).data.b.length;
}

async function protobuf(count) {
  const { parse } = (await import('protobufjs')).default;
  const Combined = parse(PROTO, { keepCase: true }).root.lookupType('Combined');
  const asRows = (list) => list.map(([price, quantity]) => ({ price, quantity }));
  const encoded = Array.from({ length: count }, (_, i) => {
    const { stream, data } = message(i);
    return Combined.encode({
      stream,
      data: { ...data, b: asRows(data.b), a: asRows(data.a) },
    }).finish();
  });
  return (i) => Combined.decode(encoded[i]).data.b.length;
}

const PARSERS = { bookcast, json, protobufjs: protobuf };

/** @returns a function of the message's index that parses it. */
export const binanceParser = (variant, count) => PARSERS[variant](count);
