/**
 * What has to be done with time alone: heartbeats to the silent, eviction of those who do not read,
 * and a second look at sockets that drained unseen. Owns nothing but the rules. Gateway thread, cold.
 */
import { HEARTBEAT_BYTES, writeHeartbeat } from '../frame/heartbeat.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { BacklogNotes } from './backlog-notes.js';
import { makeBlock } from './byte-block.js';
import { CLOSE } from './close-codes.js';
import type { Delivery } from './delivery.js';
import type { GatewayOptions } from './options.js';
import type { Session } from './subscription-graph.js';

const NS_PER_MS = 1e6;
const NS_PER_SECOND = 1e9;

/**
 * A close code waits behind all that is unsent, and out of our sight the socket stays open as long
 * as its client trickles. So only so many evicted clients per idle timeout are told; the rest is cut.
 */
const LINGER_LIMIT = 64;

export class SessionRounds {
  private readonly frame = makeBlock(HEARTBEAT_BYTES);
  private lingerSinceNs = 0;
  private lingerCount = 0;

  constructor(
    private readonly options: GatewayOptions,
    private readonly delivery: Delivery,
    private readonly counters: CounterBlock,
    private readonly backlogs: BacklogNotes,
  ) {}

  /** Look at every session once. */
  visit(sessions: Iterable<Session>): void {
    const { nowNs } = this.delivery;
    writeHeartbeat(this.frame, 0, nowNs);
    let unsentBytes = 0;
    for (const session of sessions) {
      const unsent = session.socket.unsentBytes();
      unsentBytes += unsent;
      if (this.evict(session, unsent)) continue;
      this.delivery.resume(session);
      this.beat(session, unsent);
    }
    this.counters.set(GATEWAY_COUNTER.QUEUE_BYTES, unsentBytes);
    this.counters.set(GATEWAY_COUNTER.CONNECTIONS_BEHIND, this.backlogs.finish(nowNs));
  }

  private evict(session: Session, unsent: number): boolean {
    const { nowNs } = this.delivery;
    const ageNs = session.unsentAge.update(session.socket.offeredBytes, unsent, nowNs);
    this.backlogs.see(session.number, ageNs, unsent);
    session.latency?.sawBacklog(unsent, ageNs);
    if (ageNs < this.options.evictionMsLimit * NS_PER_MS) return false;
    this.counters.add(GATEWAY_COUNTER.EVICTIONS, 1);
    if (this.mayLinger(nowNs)) session.socket.end(CLOSE.EVICTED_SLOW);
    else session.socket.cut();
    return true;
  }

  /** Whether one more socket may stay half open until its client has read why it was closed. */
  private mayLinger(nowNs: number): boolean {
    if (nowNs - this.lingerSinceNs > this.options.idleTimeoutSeconds * NS_PER_SECOND) {
      this.lingerSinceNs = nowNs;
      this.lingerCount = 0;
    }
    return ++this.lingerCount <= LINGER_LIMIT;
  }

  /** Bytes that wait in the socket are sign of life enough. */
  private beat(session: Session, unsent: number): void {
    const { socket } = session;
    const silentNs = this.delivery.nowNs - socket.lastSentNs;
    if (unsent > 0 || silentNs < this.options.heartbeatMs * NS_PER_MS) return;
    if (!socket.sendFrames(this.frame.u8, this.delivery.nowNs)) return;
    this.counters.add(GATEWAY_COUNTER.HEARTBEATS, 1);
  }
}
