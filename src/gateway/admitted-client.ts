/**
 * A client that came through another door than the WebSocket's: what it may ask for, in calls instead of
 * texts. Owns nothing; limits, counters and policies are those of every session. Gateway thread, cold.
 */
import type { InstrumentPattern } from '../market/instrument-pattern.js';
import type { StreamSlot } from '../market/stream.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { StreamName } from './control-answer.js';
import type { Delivery } from './delivery.js';
import { ERROR_COUNTER, controlError, type ControlError } from './error-codes.js';
import type { Session } from './subscription-graph.js';
import type { Subscriptions } from './subscriptions.js';

/** What the gateway does around a call of a client. */
export interface AdmissionDesk {
  readonly subscriptions: Subscriptions;
  readonly delivery: Delivery;
  readonly counters: CounterBlock;
  readonly requestsPerSecondLimit: number;
  onEvent(handle: () => void): void;
  leave(): void;
}

export class AdmittedClient {
  constructor(
    private readonly session: Session,
    private readonly desk: AdmissionDesk,
  ) {}

  /**
   * Every one of the slots for every one of the instruments, or nothing of it.
   * @param accepted gets the streams, before their first frame is sent.
   */
  subscribe(
    slots: readonly StreamSlot[],
    patterns: readonly InstrumentPattern[],
    accepted: (streams: readonly StreamName[]) => void,
  ): ControlError | undefined {
    const { subscriptions, delivery, counters, requestsPerSecondLimit } = this.desk;
    let error: ControlError | undefined;
    counters.add(GATEWAY_COUNTER.REQUESTS, 1);
    this.desk.onEvent(() => {
      if (!this.session.rate.take(delivery.nowNs)) {
        counters.add(GATEWAY_COUNTER.RATE_LIMITED, 1);
        const text = `more than ${requestsPerSecondLimit} requests per second`;
        error = controlError('rate-limited', text);
      } else {
        error = subscriptions.subscribeAll(this.session, slots, patterns, accepted);
      }
    });
    if (error !== undefined) counters.add(ERROR_COUNTER[error.code], 1);
    return error;
  }

  /** Streams that it holds; others are passed over. */
  unsubscribe(streams: readonly number[]): void {
    this.desk.onEvent(() => this.desk.subscriptions.leaveStreams(this.session, streams));
  }

  /** Images of streams that it holds. */
  resync(streams: readonly number[]): void {
    this.desk.onEvent(() => this.desk.subscriptions.resync(this.session, streams, () => {}));
  }

  /** Its socket made progress. */
  drained(): void {
    this.desk.onEvent(() => this.desk.delivery.resume(this.session));
  }

  /** Its socket is gone. */
  closed(): void {
    if (!this.session.socket.open) return;
    this.session.socket.open = false;
    this.desk.leave();
  }
}
