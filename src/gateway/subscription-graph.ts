/**
 * Who hears what: sessions, streams, and a subscription between each pair that belongs together.
 * Owns these links and the state on them; decides nothing. One file because the three refer to one
 * another. Gateway thread.
 */
import type { InstrumentId } from '../market/units.js';
import { streamInstrument, streamSlot, type StreamSlot } from '../market/stream.js';
import type { ClientSocket } from './client-socket.js';
import type { Entitlement } from '../market/entitlement.js';
import type { RequestId } from './control-request.js';
import type { InstrumentPattern } from '../market/instrument-pattern.js';
import { Outbox } from './outbox.js';
import type { RequestRate } from './request-rate.js';
import type { SessionLatency } from './session-latency.js';
import type { StreamCache } from './stream-cache.js';
import { UnsentAge } from './unsent-age.js';

/** A wildcard that also covers instruments to come. */
export interface Wildcard {
  readonly pattern: InstrumentPattern;
  readonly slot: StreamSlot;
  readonly requestId: RequestId | undefined;
}

/** One client. */
export class Session {
  readonly subscriptions = new Map<number, Subscription>();
  /** By slot and text. */
  readonly wildcards = new Map<string, Wildcard>();
  /** Version of each instrument's definition that the client has got. */
  readonly definitionsSent = new Map<InstrumentId, number>();
  readonly outbox = new Outbox();
  readonly unsentAge = new UnsentAge();
  /** Subscriptions that get their image as soon as the socket has room. */
  imageQueue: Subscription[] = [];
  /** Its outbox is on the list of those to flush. */
  touched = false;
  /** Gets no deltas until its socket has drained. */
  slow = false;
  /** Deltas left out since it became slow. */
  droppedFrames = 0;
  /** Image bytes that still wait in the socket: they are not held against the client. */
  imageAllowanceBytes = 0;
  /** Only while it has the latency channel. */
  latency: SessionLatency | undefined = undefined;
  /** Was told that a wildcard outgrew its limit. */
  limitNoticed = false;

  /** @param number of the connection in its gateway, from 1. */
  constructor(
    readonly socket: ClientSocket,
    readonly rate: RequestRate,
    readonly number: number,
    readonly entitlement: Entitlement,
  ) {}
}

/** One stream that somebody here wants. */
export class Stream {
  readonly subscriptions: Subscription[] = [];
  readonly instrument: InstrumentId;
  readonly slot: StreamSlot;
  /** Place on the list of wanted streams. */
  wantedIndex = -1;

  /** Whether epoch and seq below are those of the last frame: false before an image and after a loss. */
  known = false;
  epochStart = 0;
  epochCounter = 0;
  /** Low 32 bits. */
  seqLow = 0;

  /** Parts of an image are being collected; all carry this epoch and seq. */
  collecting = false;
  collectingEpochStart = 0;
  collectingEpochCounter = 0;
  collectingSeqLow = 0;

  /** An image has been asked for and has not come. */
  imageAwaited = false;
  imageRequestedNs = 0;

  constructor(
    readonly id: number,
    readonly lane: number,
    readonly cache: StreamCache,
  ) {
    this.instrument = streamInstrument(id);
    this.slot = streamSlot(id);
  }
}

export class Subscription {
  /** Place in stream.subscriptions. */
  index = -1;
  /** Has everything up to the stream's last frame; false: waits for an image. */
  inStep = false;
  /** On its session's imageQueue. */
  queued = false;

  constructor(
    readonly session: Session,
    readonly stream: Stream,
  ) {}
}

export function link(session: Session, stream: Stream): Subscription {
  const subscription = new Subscription(session, stream);
  subscription.index = stream.subscriptions.push(subscription) - 1;
  session.subscriptions.set(stream.id, subscription);
  return subscription;
}

export function unlink(subscription: Subscription): void {
  const { session, stream } = subscription;
  session.subscriptions.delete(stream.id);
  if (subscription.queued) {
    session.imageQueue = session.imageQueue.filter((queued) => queued !== subscription);
  }
  const last = stream.subscriptions.pop()!;
  if (last !== subscription) {
    stream.subscriptions[subscription.index] = last;
    last.index = subscription.index;
  }
}
