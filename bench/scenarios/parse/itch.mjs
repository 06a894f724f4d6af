/** ITCH: a simulated day's messages, binary for us, the same fields as JSON and as protobuf for the peers. */
import { load } from '../../harness/build-under-test.mjs';
import { makeRegister, makeSink } from './event-counter.mjs';

const SYMBOLS = 50;
const SEED = 1;
const LIVE_ORDERS = 100_000;
const CHUNK_BYTES = 1 << 20;

/** The fields of order and trade messages; those of the few others (directory, system event) travel as `text`. */
const PROTO = `
  syntax = "proto3";
  message Itch {
    string type = 1; uint32 locate = 2; uint32 tracking = 3; uint64 timestamp = 4;
    uint64 reference = 5; uint64 newReference = 6; string side = 7; uint32 shares = 8;
    string stock = 9; uint32 price = 10; uint64 match = 11; string attribution = 12; string text = 13;
  }`;

/** The bytes of `count` messages with their length prefixes, and where each message begins. */
async function makeDay(count) {
  const { ItchGenerator } = await load('feed/source/simulator/generate-itch.js');
  const generator = new ItchGenerator({
    messages: count,
    symbols: SYMBOLS,
    seed: SEED,
    liveOrderLimit: LIVE_ORDERS,
  });
  const chunks = [];
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let filled = generator.fill(chunk); filled > 0; filled = generator.fill(chunk))
    chunks.push(chunk.slice(0, filled));
  const bytes = new Uint8Array(Buffer.concat(chunks));
  const starts = [];
  for (let at = 0; at < bytes.length && starts.length < count;) {
    starts.push(at + 2);
    at += 2 + ((bytes[at] << 8) | bytes[at + 1]);
  }
  return { bytes, starts };
}

/** Messages as plain objects with numbers, as a JSON or protobuf feed would say them. */
async function objectsOf({ bytes, starts }) {
  const { decodeItch } = await load('feed/normalize/itch/itch-decode.js');
  return starts.map((at) => {
    const length = (bytes[at - 2] << 8) | bytes[at - 1];
    const { ok, message } = decodeItch(bytes.subarray(at, at + length));
    if (!ok) throw new Error(`the simulator wrote an unknown message at byte ${at}`);
    return Object.fromEntries(
      Object.entries(message).map(([name, value]) => [
        name,
        typeof value === 'bigint' ? Number(value) : value,
      ]),
    );
  });
}

async function bookcast(day) {
  const { ItchNormalizer } = await load('feed/normalize/itch/itch-normalizer.js');
  const { frameItch } = await load('feed/normalize/itch/itch-framing.js');
  const sink = await makeSink();
  const normalizer = new ItchNormalizer({
    sink,
    register: makeRegister(),
    venue: 'itch',
    midnightSeconds: 0,
  });
  const { bytes, starts } = day;
  const view = new DataView(bytes.buffer);
  normalizer.header.receivedNs = 1;
  return (i) => {
    const at = starts[i];
    const before = sink.count;
    if (frameItch(bytes, at - 2, bytes.length) <= 0) throw new Error(`no message at byte ${at}`);
    normalizer.process(view, at);
    return sink.count - before;
  };
}

async function json(day) {
  const texts = (await objectsOf(day)).map((message) => JSON.stringify(message));
  return (i) => (JSON.parse(texts[i]).locate >= 0 ? 1 : 0);
}

async function protobuf(day) {
  const { parse } = (await import('protobufjs')).default;
  const Itch = parse(PROTO).root.lookupType('Itch');
  const encoded = (await objectsOf(day)).map((message) => {
    const others = Object.entries(message).filter(([name]) => !(name in Itch.fields));
    const text = others.map(([, value]) => value).join(' ');
    return Itch.encode({ ...message, text }).finish();
  });
  return (i) => (Itch.decode(encoded[i]).locate >= 0 ? 1 : 0);
}

const PARSERS = { bookcast, json, protobufjs: protobuf };

/** @returns a function of the message's index that parses it. */
export const itchParser = async (variant, count) => PARSERS[variant](await makeDay(count));
