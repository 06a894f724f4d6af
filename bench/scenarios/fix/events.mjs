/** Bytes of a FIX counterparty to normalized events: framing, scan and the normalizer's books, nobody reads the ring. */
import { load } from '../../harness/build-under-test.mjs';
import { makeRegister, makeSink } from '../parse/event-counter.mjs';
import { SYMBOLS, images } from './messages.mjs';

export async function makeNormalizer(profile, sink) {
  const { FIX } = await load('feed/normalize/fix/venue.js');
  const normalizer = FIX.make({
    sink,
    register: makeRegister(),
    random: () => 0,
    endpoints: FIX.endpoints,
    wants: { symbols: SYMBOLS, lines: 1, lineHoldNs: 0 },
    options: { priceScale: '5', quantityScale: '0', crossed: 'allow', ...profile },
  });
  normalizer.start();
  normalizer.atTime(0, 1);
  normalizer.connected('fix');
  while (normalizer.takeCommand() !== undefined);
  for (const image of images()) normalizer.receivedBinary('fix', image);
  return normalizer;
}

/** @returns a function of a chunk that makes events of it and returns how many. */
export async function eventReader(profile) {
  const { MessageFraming } = await load('fix/codec/message-framing.js');
  const sink = await makeSink();
  const normalizer = await makeNormalizer(profile, sink);
  let nowNs = 1;
  const framing = new MessageFraming({
    message: (bytes, start, end) => {
      normalizer.atTime(++nowNs, nowNs);
      normalizer.receivedBinary('fix', bytes.subarray(start, end));
    },
    garbled: (why) => {
      throw new Error(why);
    },
  });
  return (chunk) => {
    const before = sink.count;
    framing.push(chunk);
    const { refusals } = normalizer.summary();
    if (Object.keys(refusals).length > 0) throw new Error(JSON.stringify(refusals));
    return sink.count - before;
  };
}
