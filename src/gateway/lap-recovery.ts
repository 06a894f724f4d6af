/**
 * What to do when a frame ring has overtaken this gateway: find out which streams moved, and have
 * only those imaged again. Owns that comparison; must never leave a client in step with a stream
 * that lost a frame. Gateway thread, cold.
 */
import type { NewestSequence } from '../ring/newest-sequence.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { FanOut } from './fan-out.js';
import type { InstrumentSource } from './instrument-source.js';
import type { StreamRegistry } from './stream-registry.js';
import type { Session, Stream } from './subscription-graph.js';

export class LapRecovery {
  /** Lanes to compare once more when their ring has been read to its end. */
  private readonly unsettled = new Set<number>();

  constructor(
    private readonly registry: StreamRegistry,
    private readonly newest: NewestSequence,
    private readonly instruments: InstrumentSource,
    private readonly counters: CounterBlock,
    private readonly notice: (session: Session, streams: readonly number[]) => void,
  ) {}

  recover(lane: number, fanOut: FanOut): void {
    this.unsettled.add(lane);
    // Images that were awaited may have been lost as well.
    for (const stream of this.registry.wanted) {
      if (stream.lane === lane && !stream.known) this.requestAgain(stream, fanOut);
    }
    this.compare(lane, fanOut);
  }

  /**
   * A lane tells the newest sequence apart from the frame itself, so the one right after a lap may
   * have been missed by the first comparison: look again when nothing is in between.
   */
  settle(fanOut: FanOut): void {
    for (const lane of this.unsettled) {
      if (!fanOut.caughtUp(lane)) continue;
      this.unsettled.delete(lane);
      this.compare(lane, fanOut);
    }
  }

  private compare(lane: number, fanOut: FanOut): void {
    const lost = new Map<Session, number[]>();
    for (const stream of this.registry.wanted) {
      if (stream.lane !== lane || !stream.known) continue;
      // The rest of an image that was being collected is gone: the next part is of another one.
      if (!stream.collecting && !this.moved(stream)) continue;
      this.counters.add(GATEWAY_COUNTER.STREAMS_LAPPED, 1);
      this.collect(stream, lost);
      this.requestAgain(stream, fanOut);
    }
    for (const [session, streams] of lost) this.notice(session, streams);
  }

  private requestAgain(stream: Stream, fanOut: FanOut): void {
    stream.imageAwaited = false;
    fanOut.lose(stream);
  }

  private moved(stream: Stream): boolean {
    return (
      this.newest.get(stream.id) !== stream.seqLow ||
      this.instruments.epoch(stream.instrument) !== stream.epochCounter
    );
  }

  private collect(stream: Stream, lost: Map<Session, number[]>): void {
    for (const { session, inStep } of stream.subscriptions) {
      if (!inStep) continue;
      const streams = lost.get(session);
      if (streams === undefined) lost.set(session, [stream.id]);
      else streams.push(stream.id);
    }
  }
}
