/**
 * Getting frames to clients: collects what each gets, one write per client per poll, and the policy
 * for those that do not keep up. Owns outboxes and the slow state of sessions; must never let one
 * client's socket delay another's. Every delta offered ends as forwarded or as dropped for a
 * counted reason. Gateway thread.
 */
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import { noticeText } from './control-answer.js';
import type { ByteBlock } from './byte-block.js';
import type { Definitions } from './definitions.js';
import { lowWaterBytes, type GatewayOptions } from './options.js';
import { GatherBlock } from './outbox.js';
import type { StreamRegistry } from './stream-registry.js';
import type { Session, Stream, Subscription } from './subscription-graph.js';
import { frameBytes } from '../frame/frame-header.js';

/**
 * What comes out of a cache is stamped this much before the poll's own frames: a client tells by the
 * stamps which deltas came with an image, and one that was read behind the image, in the same poll,
 * is news that was measured.
 */
const FROM_CACHE_NS = 1;

export class Delivery {
  /** The moment of this poll: the `sent` stamp of all that goes out. */
  nowNs = 0;
  pollNumber = 0;

  private readonly touched: Session[] = [];
  private readonly gather: GatherBlock;
  private readonly lowWater: number;

  constructor(
    private readonly options: GatewayOptions,
    private readonly registry: StreamRegistry,
    private readonly definitions: Definitions,
    private readonly counters: CounterBlock,
  ) {
    this.gather = new GatherBlock(options.messageBytesLimit);
    this.lowWater = lowWaterBytes(options);
  }

  /** A poll or a callback of a socket begins. */
  begin(nowNs: number): void {
    this.nowNs = nowNs;
    this.pollNumber++;
  }

  /** One delta to a subscriber in step. */
  forward(session: Session, block: ByteBlock, start: number, end: number): void {
    const outbox = session.outbox;
    if (outbox.bytes !== 0 && outbox.bytes + end - start > this.options.messageBytesLimit) {
      this.flush(session);
      if (session.slow) {
        this.dropForSlow(session, 1);
        return;
      }
    }
    this.touch(session);
    outbox.appendDelta(block, start, end);
  }

  /** Count deltas that a slow session does not get. */
  dropForSlow(session: Session, count: number): void {
    session.droppedFrames += count;
    session.latency?.droppedSlow(count);
    this.counters.add(GATEWAY_COUNTER.FRAMES_DROPPED_SLOW, count);
  }

  /** A subscriber needs an image: now if its socket and the cache allow, else when they do. */
  serve(subscription: Subscription): void {
    const { session } = subscription;
    subscription.inStep = false;
    if (session.slow || subscription.queued) return;
    subscription.queued = true;
    session.imageQueue.push(subscription);
    if (session.imageQueue.length === 1) this.pump(session);
  }

  /** Images for as many waiting subscriptions as the socket has room for. */
  private pump(session: Session): void {
    let served = 0;
    while (served < session.imageQueue.length && session.socket.unsentBytes() <= this.lowWater) {
      const subscription = session.imageQueue[served++]!;
      subscription.queued = false;
      if (subscription.stream.cache.complete) this.appendImage(subscription);
      else this.registry.requestImage(subscription.stream, this.nowNs);
      // A write of its own in between may have found the socket full.
      if (session.slow) return;
    }
    if (served > 0) session.imageQueue.splice(0, served);
  }

  private appendImage(subscription: Subscription): void {
    const { session, stream } = subscription;
    const { cache } = stream;
    this.appendDefinition(session, stream);
    cache.patchServed(this.nowNs - FROM_CACHE_NS);
    cache.lentInPoll = this.pollNumber;
    subscription.inStep = true;
    this.counters.add(GATEWAY_COUNTER.IMAGES_SERVED, 1);
    this.appendRun(session, cache.served, cache.servedBytes, cache.servedFrames);
    if (!session.slow) session.outbox.imageCount++;
  }

  private appendDefinition(session: Session, stream: Stream): void {
    const definition = this.definitions.get(stream.instrument);
    if (definition === undefined) return;
    if (session.definitionsSent.get(stream.instrument) === definition.version) return;
    session.definitionsSent.set(stream.instrument, definition.version);
    this.appendRun(session, definition.frame, definition.frameBytes, 1);
  }

  /** Whole frames from the start of a block, over as many messages as the limit makes of them. */
  private appendRun(session: Session, block: ByteBlock, bytes: number, frameCount: number): void {
    const { outbox } = session;
    outbox.frameCount += frameCount;
    let start = 0;
    while (start < bytes) {
      let end = start;
      const room = this.options.messageBytesLimit - outbox.bytes;
      while (end < bytes && end - start + frameBytes(block.u32, end) <= room) {
        end += frameBytes(block.u32, end);
      }
      if (end === start && outbox.bytes === 0) end += frameBytes(block.u32, end);
      if (end > start) {
        this.touch(session);
        outbox.append(block, start, end);
        outbox.imageBytes += end - start;
        start = end;
      }
      if (start < bytes) {
        this.flush(session);
        if (session.slow) return;
      }
    }
  }

  private touch(session: Session): void {
    if (session.touched) return;
    session.touched = true;
    this.touched.push(session);
  }

  /** The end of a poll: one write for each client that has something coming. */
  flushAll(): void {
    for (let i = 0; i < this.touched.length; i++) {
      const session = this.touched[i]!;
      session.touched = false;
      this.flush(session);
    }
    this.touched.length = 0;
  }

  private flush(session: Session): void {
    const { outbox, socket } = session;
    if (outbox.bytes === 0) return;
    if (!socket.open) {
      this.counters.add(GATEWAY_COUNTER.FRAMES_DROPPED_CLOSED, outbox.deltaCount);
      outbox.clear();
      return;
    }
    if (socket.backlogged && this.overBacklog(session)) {
      this.dropToImage(session);
      return;
    }
    session.latency?.handingOver();
    if (!socket.sendFrames(outbox.view(this.gather), this.nowNs)) {
      this.counters.add(GATEWAY_COUNTER.SEND_DROPPED, 1);
      this.dropToImage(session);
      return;
    }
    this.counters.add(GATEWAY_COUNTER.WRITES, 1);
    this.counters.add(GATEWAY_COUNTER.BYTES_SENT, outbox.bytes);
    this.counters.add(GATEWAY_COUNTER.FRAMES_SENT, outbox.frameCount);
    this.counters.add(GATEWAY_COUNTER.FRAMES_FORWARDED, outbox.deltaCount);
    if (socket.backlogged) session.imageAllowanceBytes += outbox.imageBytes;
    session.latency?.handedOver(outbox);
    outbox.clear();
  }

  /** Images may fill a socket without blame; deltas on top of them may not. */
  private overBacklog(session: Session): boolean {
    const unsent = session.socket.unsentBytes();
    if (unsent <= this.lowWater) session.imageAllowanceBytes = 0;
    return unsent > this.options.backlogBytesLimit + session.imageAllowanceBytes;
  }

  /** Stop all deltas to a client; it gets an image of each stream once its socket has drained. */
  private dropToImage(session: Session): void {
    const { outbox } = session;
    session.slow = true;
    session.latency?.droppedToImage();
    this.counters.add(GATEWAY_COUNTER.DROPS_TO_IMAGE, 1);
    this.dropForSlow(session, outbox.deltaCount);
    outbox.clear();
    session.imageQueue = [];
    for (const subscription of session.subscriptions.values()) {
      subscription.inStep = false;
      subscription.queued = false;
    }
    // What it was told of instruments may have been in the dropped write.
    session.definitionsSent.clear();
  }

  /** The socket made progress, or time has passed: go on with what waited for room in it. */
  resume(session: Session): void {
    if (!session.socket.open) return;
    if (session.slow) {
      if (session.socket.unsentBytes() > this.lowWater) return;
      this.recover(session);
    } else if (session.imageQueue.length > 0) {
      this.pump(session);
    }
  }

  private recover(session: Session): void {
    const frames = session.droppedFrames;
    const text = noticeText('dropped-to-image', { frames, streams: session.subscriptions.size });
    if (!session.socket.sendText(text, this.nowNs)) return;
    this.counters.add(GATEWAY_COUNTER.NOTICES, 1);
    session.slow = false;
    session.droppedFrames = 0;
    session.imageAllowanceBytes = 0;
    for (const subscription of session.subscriptions.values()) {
      subscription.queued = true;
      session.imageQueue.push(subscription);
    }
    this.pump(session);
  }
}
