import { expect, it } from 'vitest';
import { ORIGIN, type Session } from '../../src/capture/cold-messages.js';
import { RecordCursor } from '../../src/capture/record-cursor.js';
import { RecordingTap } from '../../src/capture/recording-tap.js';
import { SessionPlayer } from '../../src/capture/session-player.js';
import type { VenueEntry } from '../../src/feed/normalize/venue-entry.js';
import { findVenue } from '../../src/feed/normalize/venue-table.js';
import type { NormalizerDeps, VenueNormalizer } from '../../src/feed/normalize/venue-normalizer.js';
import { seededRandom } from '../../src/feed/seeded-random.js';
import { allocateByteQueue, ByteQueueReader, ByteQueueWriter } from '../../src/ring/byte-queue.js';
import { EventRecorder } from '../feed/event-recorder.js';
import { FEED, inputOf, tellTap, textInput } from './tap-inputs.js';

const session: Session = {
  feed: FEED,
  origin: ORIGIN.LIVE,
  productVersion: '1',
  formatVersion: 1,
  session: 1,
  part: 1,
  runBaseNs: 0n,
  wallBaseNs: 0n,
  startedNs: 77,
};

it('a normalizer is made as the live one was and hears every kind of input, each at its time', () => {
  const heard: unknown[][] = [];
  let deps: NormalizerDeps | undefined;
  const spy = new Proxy({} as VenueNormalizer, {
    get:
      (_, method: string) =>
      (...args: readonly unknown[]) => {
        const plain = args.map((each) =>
          each instanceof Uint8Array ? Buffer.from(each).toString() : each,
        );
        heard.push([method, ...plain]);
      },
  });
  const make = (given: NormalizerDeps): VenueNormalizer => {
    deps = given;
    return spy;
  };
  const recorder = new EventRecorder();
  const entry: VenueEntry = { ...findVenue('binance')!, make };
  const player = new SessionPlayer({ session, entry, sink: recorder, register: recorder });
  const queue = allocateByteQueue(65_536);
  const tap = new RecordingTap(new ByteQueueWriter(queue));
  const inputs = [
    textInput('connected', 'A', 'wss://x'),
    textInput('sent', 'A', 'hello'),
    textInput('sentBinary', 'A', 'bytes'),
    textInput('received', 'A', '{}'),
    textInput('receivedBinary', 'A', 'packet'),
    textInput('answered', '/info', '[]'),
    textInput('failed', '/info', 'status 429'),
    inputOf({ kind: 'rotate', name: 'A' }),
    inputOf({ kind: 'timers', nowNs: 5_000_000_000, receivedNs: 4_999_999_000 }),
    textInput('disconnected', 'A', 'lost'),
    inputOf({ kind: 'finished' }),
  ];
  for (const input of inputs) tellTap(tap, input);
  const reader = new ByteQueueReader(queue);
  const cursor = new RecordCursor();
  while (reader.next()) {
    cursor.aim(reader.u8.slice(reader.payloadOffset, reader.payloadOffset + reader.payloadBytes));
    expect(cursor.next()).toBe('record');
    player.play(cursor, 42);
  }
  expect(heard.filter(([method]) => method !== 'takeCommand')).toEqual([
    ['atTime', 77, 77],
    ['start'],
    ...[
      ['connected', 'A', 'wss://x'],
      ['sent', 'A', 'hello'],
      undefined,
      ['received', 'A', '{}'],
      ['receivedBinary', 'A', 'packet'],
      ['answered', '/info', '[]'],
      ['failed', '/info', 'status 429'],
      ['rotate', 'A'],
      ['checkTimers'],
      ['disconnected', 'A'],
      ['finish'],
    ].flatMap((call, i) => [['atTime', inputs[i]!.nowNs, 42], ...(call ? [call] : [])]),
  ]);
  const { symbols, depth, lines, lineHoldNs, endpoints, options, randomSeed } = FEED;
  expect(deps).toMatchObject({ wants: { symbols, depth, lines, lineHoldNs }, endpoints, options });
  expect(deps!.random()).toBe(seededRandom(randomSeed)());
  expect(player.messageCount).toBe(3);
});
