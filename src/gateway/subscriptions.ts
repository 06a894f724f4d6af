/**
 * Joining and leaving streams, wildcards included. Owns the links between sessions and streams and
 * the interest that follows from them; a join is one synchronous step, so that no frame can come
 * in between. Gateway thread, cold.
 */
import type { Instrument } from '../market/instrument.js';
import { streamId, type StreamSlot } from '../market/stream.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import { noticeText, streamName, type StreamName } from './control-answer.js';
import type { SubscriptionRequest } from './control-request.js';
import type { Definitions } from './definitions.js';
import type { Delivery } from './delivery.js';
import { controlError, type ControlError, type NoticeCode } from './error-codes.js';
import { covers, isWildcard, type InstrumentPattern } from '../market/instrument-pattern.js';
import type { StreamRegistry } from './stream-registry.js';
import {
  link,
  unlink,
  type Session,
  type Stream,
  type Subscription,
} from './subscription-graph.js';

const wildcardKey = (pattern: InstrumentPattern, slot: StreamSlot): string =>
  `${slot} ${pattern.text}`;

const holdings = (session: Session): number => session.subscriptions.size + session.wildcards.size;

/** Answers the request; runs before any frame that follows from it is sent. */
type Accepted = (streams: readonly StreamName[]) => void;

export class Subscriptions {
  private count = 0;

  constructor(
    private readonly registry: StreamRegistry,
    private readonly definitions: Definitions,
    private readonly delivery: Delivery,
    private readonly subscriptionLimit: number,
    private readonly counters: CounterBlock,
  ) {}

  /** All of the request or nothing of it. `accepted` gets every stream that the request covers now. */
  subscribe(
    session: Session,
    request: SubscriptionRequest,
    accepted: Accepted,
  ): ControlError | undefined {
    const instruments = this.resolve(session, request.patterns);
    if ('code' in instruments) return instruments;
    const wildcards = request.patterns.filter(isWildcard);
    const fresh = instruments.filter(
      ({ id }) => !session.subscriptions.has(streamId(id, request.slot)),
    );
    const freshWildcards = wildcards.filter(
      (pattern) => !session.wildcards.has(wildcardKey(pattern, request.slot)),
    );
    const tooMany = this.tooMany(session, fresh.length + freshWildcards.length);
    if (tooMany !== undefined) return tooMany;
    for (const pattern of freshWildcards) {
      const { slot, id: requestId } = request;
      session.wildcards.set(wildcardKey(pattern, slot), { pattern, slot, requestId });
    }
    accepted(instruments.map((instrument) => streamName(instrument, request.slot)));
    for (const instrument of fresh) this.join(session, streamId(instrument.id, request.slot));
    return undefined;
  }

  /** Several slots of the same instruments, without wildcards for instruments to come; all or nothing. */
  subscribeAll(
    session: Session,
    slots: readonly StreamSlot[],
    patterns: readonly InstrumentPattern[],
    accepted: Accepted,
  ): ControlError | undefined {
    const instruments = this.resolve(session, patterns);
    if ('code' in instruments) return instruments;
    const names = slots.flatMap((slot) => instruments.map((found) => streamName(found, slot)));
    const fresh = names.filter(({ stream }) => !session.subscriptions.has(stream));
    const tooMany = this.tooMany(session, fresh.length);
    if (tooMany !== undefined) return tooMany;
    accepted(names);
    for (const { stream } of fresh) this.join(session, stream);
    return undefined;
  }

  leaveStreams(session: Session, streams: readonly number[]): void {
    for (const stream of streams) {
      const subscription = session.subscriptions.get(stream);
      if (subscription !== undefined) this.leave(subscription);
    }
  }

  /** All of the request or nothing of it. `accepted` gets the streams that the client is rid of. */
  unsubscribe(
    session: Session,
    request: SubscriptionRequest,
    accepted: Accepted,
  ): ControlError | undefined {
    const { slot } = request;
    const leaving = new Map<number, StreamName>();
    for (const pattern of request.patterns) {
      const matching = this.heldBy(session, pattern, slot);
      const known = isWildcard(pattern)
        ? session.wildcards.has(wildcardKey(pattern, slot)) || matching.length > 0
        : matching.length > 0;
      if (!known) return controlError('not-subscribed', `${pattern.text} is not subscribed`);
      for (const name of matching) leaving.set(name.stream, name);
    }
    for (const pattern of request.patterns) session.wildcards.delete(wildcardKey(pattern, slot));
    for (const stream of leaving.keys()) this.leave(session.subscriptions.get(stream)!);
    accepted([...leaving.values()]);
    return undefined;
  }

  /** Images of streams that the client holds, from the cache where it is complete; all or nothing. */
  resync(
    session: Session,
    streams: readonly number[],
    accepted: Accepted,
  ): ControlError | undefined {
    const held: Subscription[] = [];
    for (const stream of streams) {
      const subscription = session.subscriptions.get(stream);
      if (subscription === undefined)
        return controlError('not-subscribed', `stream ${stream} is not subscribed`);
      held.push(subscription);
    }
    accepted(held.flatMap(({ stream }) => this.nameOf(stream) ?? []));
    this.counters.add(GATEWAY_COUNTER.RESYNCS, held.length);
    for (const subscription of held) this.delivery.serve(subscription);
    return undefined;
  }

  /** An instrument appeared: whoever has a wildcard that covers it joins. */
  cover(sessions: Iterable<Session>, instrument: Instrument): void {
    for (const session of sessions) {
      for (const wildcard of session.wildcards.values()) {
        if (!covers(wildcard.pattern, instrument)) continue;
        if (!session.entitlement.allows(instrument)) continue;
        const stream = streamId(instrument.id, wildcard.slot);
        if (session.subscriptions.has(stream)) continue;
        if (holdings(session) >= this.subscriptionLimit) {
          this.noticeLimit(session);
          break;
        }
        const streams = [streamName(instrument, wildcard.slot)];
        this.notice(session, 'stream-added', { id: wildcard.requestId, streams });
        this.join(session, stream);
      }
    }
  }

  /** A stream that cannot be served: its subscribers are told and let go. */
  refuse(stream: Stream, code: NoticeCode): void {
    for (const subscription of [...stream.subscriptions]) {
      this.notice(subscription.session, code, { streams: [stream.id] });
      this.leave(subscription);
    }
  }

  leaveAll(session: Session): void {
    session.wildcards.clear();
    for (const subscription of [...session.subscriptions.values()]) this.leave(subscription);
  }

  notice(session: Session, code: NoticeCode, details: Readonly<Record<string, unknown>>): void {
    if (!session.socket.sendText(noticeText(code, details), this.delivery.nowNs)) return;
    this.counters.add(GATEWAY_COUNTER.NOTICES, 1);
  }

  private tooMany(session: Session, freshCount: number): ControlError | undefined {
    const wanted = holdings(session) + freshCount;
    if (wanted <= this.subscriptionLimit) return undefined;
    return controlError(
      'too-many-subscriptions',
      `that would make ${wanted} streams and wildcards; the limit is ${this.subscriptionLimit}`,
    );
  }

  private noticeLimit(session: Session): void {
    if (session.limitNoticed) return;
    session.limitNoticed = true;
    this.notice(session, 'too-many-subscriptions', { limit: this.subscriptionLimit });
  }

  private join(session: Session, id: number): void {
    const stream = this.registry.open(id, this.delivery.nowNs);
    const subscription = link(session, stream);
    this.counters.add(GATEWAY_COUNTER.JOINS, 1);
    this.counters.set(GATEWAY_COUNTER.SUBSCRIPTIONS, ++this.count);
    if (stream.cache.complete && !session.slow) {
      this.counters.add(GATEWAY_COUNTER.JOINS_FROM_CACHE, 1);
    }
    this.delivery.serve(subscription);
  }

  private leave(subscription: Subscription): void {
    const { stream } = subscription;
    unlink(subscription);
    this.counters.set(GATEWAY_COUNTER.SUBSCRIPTIONS, --this.count);
    if (stream.subscriptions.length === 0) this.registry.close(stream);
  }

  /** Instruments that the patterns cover now; an exact name has to be known and allowed. */
  private resolve(
    { entitlement }: Session,
    patterns: readonly InstrumentPattern[],
  ): Instrument[] | ControlError {
    const found = new Map<number, Instrument>();
    for (const pattern of patterns) {
      if (pattern.venue !== undefined && pattern.symbol !== undefined) {
        const definition = this.definitions.find(pattern.venue, pattern.symbol);
        if (definition === undefined) {
          return controlError(
            'unknown-instrument',
            `${pattern.text} is not known; GET /instruments lists what is`,
          );
        }
        if (!entitlement.allows(definition.instrument))
          return controlError('not-allowed', `${pattern.text} is not allowed to this client`);
        found.set(definition.instrument.id, definition.instrument);
        continue;
      }
      for (const { instrument } of this.definitions.all()) {
        if (covers(pattern, instrument) && entitlement.allows(instrument))
          found.set(instrument.id, instrument);
      }
    }
    return [...found.values()];
  }

  private heldBy(session: Session, pattern: InstrumentPattern, slot: StreamSlot): StreamName[] {
    const held: StreamName[] = [];
    for (const { stream } of session.subscriptions.values()) {
      const definition = this.definitions.get(stream.instrument);
      if (stream.slot !== slot || definition === undefined) continue;
      if (covers(pattern, definition.instrument))
        held.push(streamName(definition.instrument, slot));
    }
    return held;
  }

  private nameOf(stream: Stream): StreamName | undefined {
    const definition = this.definitions.get(stream.instrument);
    return definition && streamName(definition.instrument, stream.slot);
  }
}
