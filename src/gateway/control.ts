/**
 * One client's control messages: limits first, then the request, then its answer. Owns the order
 * of these; must never let a bad message cost more than its own client. Gateway thread, cold.
 */
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import { CLOSE } from './close-codes.js';
import { errorText, latencyText, pongText, resultText, type StreamName } from './control-answer.js';
import {
  readControlRequest,
  type ControlRequest,
  type LatencyRequest,
  type RequestId,
} from './control-request.js';
import type { Delivery } from './delivery.js';
import { ERROR_COUNTER, controlError, type ControlError } from './error-codes.js';
import type { LatencyReports } from './latency-reports.js';
import type { GatewayOptions } from './options.js';
import type { Session } from './subscription-graph.js';
import type { Subscriptions } from './subscriptions.js';

const decoder = new TextDecoder();

/** Refusals in a row, in seconds' worth of requests, after which a client is closed. */
const FLOOD_SECONDS = 20;

const RESULT_OP = {
  subscribe: 'subscribed',
  unsubscribe: 'unsubscribed',
  resync: 'resynced',
} as const;

export class Control {
  constructor(
    private readonly options: GatewayOptions,
    private readonly subscriptions: Subscriptions,
    private readonly reports: LatencyReports,
    private readonly delivery: Delivery,
    private readonly counters: CounterBlock,
  ) {}

  /** @param message valid during the call only. */
  receive(session: Session, message: ArrayBuffer, isBinary: boolean): void {
    this.counters.add(GATEWAY_COUNTER.REQUESTS, 1);
    const { requestBytesLimit } = this.options;
    if (message.byteLength > requestBytesLimit) {
      const text = `a request of ${message.byteLength} bytes; the limit is ${requestBytesLimit}`;
      this.refuse(session, undefined, controlError('message-too-large', text));
      session.socket.end(CLOSE.MESSAGE_TOO_LARGE);
      return;
    }
    if (!session.rate.take(this.delivery.nowNs)) {
      this.refuseFlood(session);
      return;
    }
    if (isBinary) {
      this.refuse(session, undefined, controlError('binary-not-allowed', 'requests are JSON text'));
      return;
    }
    const request = readControlRequest(decoder.decode(message));
    if (request.op === 'refused') this.refuse(session, request.id, request.error);
    else this.carryOut(session, request);
  }

  private carryOut(session: Session, request: ControlRequest): void {
    const { id, op } = request;
    if (op === 'ping') {
      this.answer(session, pongText(id, this.delivery.nowNs));
      return;
    }
    if (op === 'latency') {
      this.changeReports(session, request);
      return;
    }
    const accepted = (streams: readonly StreamName[]): void =>
      this.answer(session, resultText(RESULT_OP[op], id, streams));
    const error =
      op === 'resync'
        ? this.subscriptions.resync(session, request.streams, accepted)
        : this.subscriptions[op](session, request, accepted);
    if (error !== undefined) this.refuse(session, id, error);
  }

  private changeReports(session: Session, { id, everyMs }: LatencyRequest): void {
    const error =
      everyMs === undefined
        ? this.reports.unsubscribe(session)
        : this.reports.subscribe(session, everyMs);
    const op = everyMs === undefined ? 'unsubscribed' : 'subscribed';
    if (error === undefined) this.answer(session, latencyText(op, id, everyMs));
    else this.refuse(session, id, error);
  }

  /** Told that it is too fast; who goes on and on is closed. */
  private refuseFlood(session: Session): void {
    const { requestsPerSecondLimit } = this.options;
    this.counters.add(GATEWAY_COUNTER.RATE_LIMITED, 1);
    if (session.rate.refusedInARow > requestsPerSecondLimit * FLOOD_SECONDS) {
      session.socket.end(CLOSE.RATE_LIMITED);
      return;
    }
    const text = `more than ${requestsPerSecondLimit} requests per second`;
    this.refuse(session, undefined, controlError('rate-limited', text));
  }

  private refuse(session: Session, id: RequestId | undefined, error: ControlError): void {
    this.counters.add(ERROR_COUNTER[error.code], 1);
    this.answer(session, errorText(id, error.code, error.message));
  }

  /** A client that does not read its answers is dealt with by the age of its unsent bytes. */
  private answer(session: Session, text: string): void {
    session.socket.sendText(text, this.delivery.nowNs);
  }
}
