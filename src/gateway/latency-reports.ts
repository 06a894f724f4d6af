/**
 * The latency channel: who gets reports, how often, and writing them. Owns one timer per subscriber;
 * must never add to the backlog of a client that is too slow already: its report waits for the next
 * turn and then covers both. Gateway thread, cold.
 */
import { latencyReportBytes, writeLatencyReport } from '../frame/latency-report.js';
import { STAGE_NAMES } from '../market/stage.js';
import type { Clock } from '../telemetry/clock.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import { makeBlock } from './byte-block.js';
import { controlError, type ControlError } from './error-codes.js';
import type { GatewayOptions } from './options.js';
import { SessionLatency } from './session-latency.js';
import type { Session } from './subscription-graph.js';

/** An hour. */
const EVERY_MS_MAX = 3_600_000;

export class LatencyReports {
  private readonly frame = makeBlock(latencyReportBytes(STAGE_NAMES.length));
  private readonly timers = new Map<Session, NodeJS.Timeout>();

  constructor(
    private readonly options: GatewayOptions,
    private readonly clock: Clock,
    private readonly counters: CounterBlock,
  ) {}

  /** From now on a report every so often; who has the channel already keeps its figures. */
  subscribe(session: Session, everyMs: number): ControlError | undefined {
    const least = this.options.reportMsMin;
    if (everyMs < least || everyMs > EVERY_MS_MAX) {
      const rule = `a whole number of milliseconds, ${least} to ${EVERY_MS_MAX}`;
      return controlError('bad-interval', `everyMs: ${rule}; got ${everyMs}`);
    }
    clearInterval(this.timers.get(session));
    session.latency ??= new SessionLatency(session.socket, this.clock);
    this.timers.set(
      session,
      setInterval(() => this.report(session), everyMs),
    );
    this.counters.set(GATEWAY_COUNTER.LATENCY_SUBSCRIBERS, this.timers.size);
    return undefined;
  }

  unsubscribe(session: Session): ControlError | undefined {
    if (this.leave(session)) return undefined;
    return controlError('not-subscribed', 'latency is not subscribed');
  }

  /** @returns whether the session had the channel. */
  leave(session: Session): boolean {
    clearInterval(this.timers.get(session));
    session.latency = undefined;
    const had = this.timers.delete(session);
    this.counters.set(GATEWAY_COUNTER.LATENCY_SUBSCRIBERS, this.timers.size);
    return had;
  }

  private report(session: Session): void {
    const { latency, socket } = session;
    if (latency === undefined || !socket.open) return;
    const nowNs = this.clock.nowNs();
    const unsent = socket.unsentBytes();
    const ageNs = session.unsentAge.update(socket.offeredBytes, unsent, nowNs);
    const { backlogBytesLimit } = this.options;
    if (session.slow || unsent > backlogBytesLimit + session.imageAllowanceBytes) return;
    const bytes = writeLatencyReport(this.frame, 0, latency.figures(nowNs, unsent, ageNs));
    if (!socket.sendFrames(this.frame.u8.subarray(0, bytes), nowNs)) return;
    latency.beginInterval(nowNs);
    this.counters.add(GATEWAY_COUNTER.LATENCY_REPORTS, 1);
  }
}
