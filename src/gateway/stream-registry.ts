/**
 * The streams that somebody here wants. Owns finding them by number and the shared interest words:
 * a stream's first subscriber makes the lane encode it, the last one gone makes it stop. Gateway thread.
 */
import type { InterestWriter } from '../ring/interest.js';
import { streamInstrument } from '../market/stream.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { InstrumentSource } from './instrument-source.js';
import { StreamCache } from './stream-cache.js';
import { Stream } from './subscription-graph.js';

/** An awaited image that has not come after this long is asked for again. */
const IMAGE_RETRY_NS = 1e9;

export interface CacheLimits {
  readonly imageBytes: number;
  readonly deltaBytes: number;
}

export class StreamRegistry {
  /** All wanted streams, in no order. */
  readonly wanted: Stream[] = [];
  private readonly byId: (Stream | undefined)[] = [];

  constructor(
    private readonly interest: InterestWriter,
    private readonly instruments: InstrumentSource,
    private readonly laneCount: number,
    private readonly limits: CacheLimits,
    private readonly counters: CounterBlock,
  ) {}

  find(id: number): Stream | undefined {
    return this.byId[id];
  }

  /** The stream, wanted from now on. */
  open(id: number, nowNs: number): Stream {
    const existing = this.byId[id];
    if (existing !== undefined) return existing;
    const lane = this.instruments.laneOf(streamInstrument(id), this.laneCount);
    const cache = new StreamCache(this.limits.imageBytes, this.limits.deltaBytes);
    const stream = new Stream(id, lane, cache);
    stream.wantedIndex = this.wanted.push(stream) - 1;
    this.byId[id] = stream;
    this.interest.want(id, stream.instrument, lane);
    this.awaitImage(stream, nowNs);
    return stream;
  }

  /** The feed that a stream's messages come from. */
  feedOf(stream: Stream): number {
    return this.instruments.feedOf(stream.instrument);
  }

  /** Nobody wants it any more: its cache goes with it. */
  close(stream: Stream): void {
    this.byId[stream.id] = undefined;
    const last = this.wanted.pop()!;
    if (last !== stream) {
      this.wanted[stream.wantedIndex] = last;
      last.wantedIndex = stream.wantedIndex;
    }
    this.interest.drop(stream.id, stream.instrument, stream.lane);
  }

  /** Ask the lane for an image, unless one is on its way. */
  requestImage(stream: Stream, nowNs: number): void {
    if (stream.imageAwaited && nowNs - stream.imageRequestedNs < IMAGE_RETRY_NS) return;
    this.interest.requestImage(stream.id, stream.instrument, stream.lane);
    this.awaitImage(stream, nowNs);
  }

  /** Ask again for what has not come: the lane may have been restarted in between. */
  retryImages(nowNs: number): void {
    for (const stream of this.wanted) {
      if (stream.imageAwaited) this.requestImage(stream, nowNs);
    }
  }

  /** Cold: memory held by all caches. */
  cacheBytes(): number {
    return this.wanted.reduce((sum, stream) => sum + stream.cache.heldBytes, 0);
  }

  private awaitImage(stream: Stream, nowNs: number): void {
    stream.imageAwaited = true;
    stream.imageRequestedNs = nowNs;
    this.counters.add(GATEWAY_COUNTER.IMAGES_REQUESTED, 1);
  }
}
