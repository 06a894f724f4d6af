/** The queue of a live feed, against a venue that says more than can be handled. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { describe, expect, it } from 'vitest';
import { InstrumentTable } from '../../src/event/instrument-table.js';
import { InstrumentRegistry } from '../../src/feed/instrument-registry.js';
import { LivePacing } from '../../src/feed/live-pacing.js';
import type { VenueEntry } from '../../src/feed/normalize/venue-entry.js';
import type { VenueCommand, VenueNormalizer } from '../../src/feed/normalize/venue-normalizer.js';
import { VenueFeed } from '../../src/feed/venue-feed.js';
import { Clock, makeRunBase } from '../../src/telemetry/clock.js';
import { EventRecorder } from './event-recorder.js';

const MESSAGE_BYTES = 50_000;
const MESSAGES = 1_000;
/** What the queue may hold, and what one turn of the event loop may read beyond it. */
const QUEUED_BYTES_MAX = 12 * 1024 * 1024;
const BATCH = 256;

/** Opens one connection, and counts what comes. */
class CountingNormalizer implements VenueNormalizer {
  readonly heard: number[] = [];
  private command: VenueCommand | undefined;

  constructor(private readonly address: string) {}

  start(): void {
    this.command = { kind: 'connect', connection: 'A1', address: this.address };
  }
  takeCommand(): VenueCommand | undefined {
    const { command } = this;
    this.command = undefined;
    return command;
  }
  received(_: string, bytes: Uint8Array): void {
    this.heard.push(Number(Buffer.from(bytes.subarray(0, 6)).toString()));
  }
  atTime(): void {}
  connected(): void {}
  disconnected(): void {}
  sent(): void {}
  receivedBinary(): void {}
  answered(): void {}
  failed(): void {}
  resync(): void {}
  rotate(): void {}
  checkTimers(): void {}
  finish(): void {}
  summary(): ReturnType<VenueNormalizer['summary']> {
    return {
      gaps: 0,
      unverifiable: 0,
      unknownMessages: 0,
      refusedValues: 0,
      undeclaredInstruments: 0,
      refusals: {},
      messagesByType: {},
    };
  }
}

const entryOf = (normalizer: VenueNormalizer): VenueEntry => ({
  venue: 'test',
  captures: [],
  endpoints: { webSocket: '', rest: '' },
  rules: {
    sendsPerSecond: 1,
    connectsPerSecond: 1,
    silenceMs: 60_000,
    pingEveryMs: 0,
    lifetimeMs: 0,
    messageBytesLimit: 1_000_000,
    restWeightPerMinute: 60,
  },
  imageOrigin: 'rest',
  nativeSymbol: (name) => name,
  make: () => normalizer,
});

function feedOf(normalizer: VenueNormalizer): VenueFeed {
  const table = new InstrumentTable(InstrumentTable.allocate(8, 1));
  return new VenueFeed({
    entry: entryOf(normalizer),
    wants: { symbols: [], lines: 1, lineHoldNs: 0 },
    sink: new EventRecorder(),
    registry: new InstrumentRegistry(table, 0),
    table,
    clock: new Clock(makeRunBase()),
    randomSeed: 1,
    note: () => {},
  });
}

describe('a live feed that is behind', () => {
  it('lets the venue wait: its queue is bounded, and every message comes, in order', async () => {
    const http = createServer();
    const venue = new WebSocketServer({ server: http });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const normalizer = new CountingNormalizer(
      `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    );
    const feed = feedOf(normalizer);
    await feed.open();
    const next = new Float64Array(1);
    feed.peek(next);
    const [socket] = (await once(venue, 'connection')) as [WebSocket];
    const body = 'x'.repeat(MESSAGE_BYTES - 6);
    for (let i = 0; i < MESSAGES; i++) socket.send(String(i).padStart(6, '0') + body);
    const pacing = new LivePacing(BATCH);
    let mostQueued = 0;
    while (normalizer.heard.length < MESSAGES) {
      await feed.refill();
      // One slow turn: the event loop has had its time, we take one message.
      mostQueued = Math.max(mostQueued, feed.summary().queuedInputs! * MESSAGE_BYTES);
      pacing.startBatch();
      feed.deliver(1, pacing);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(normalizer.heard).toEqual(Array.from({ length: MESSAGES }, (_, i) => i));
    expect(mostQueued).toBeLessThan(QUEUED_BYTES_MAX);
    expect(feed.summary().transport!.pauses).toBeGreaterThan(0);
    await feed.close();
    socket.terminate();
    http.close();
  });
});
