/**
 * Rule 11: when a Heartbeat or a TestRequest is due, and when the line counts as dead. Owns the times of one
 * connection; a clock is handed in. The session's thread.
 */
const NS_PER_SECOND = 1e9;
const TEST_REQUEST_FACTOR = 1.2;
const DEAD_FACTOR = 2.4;

export type TimerFinding = 'quiet' | 'heartbeat-due' | 'test-request-due' | 'dead';

export class SessionTimers {
  heardNs = 0;
  /** 0: no heartbeats were agreed. */
  heartBtIntNs = 0;
  private isTestRequested = false;

  start(heartBtIntSeconds: number, nowNs: number): void {
    this.heartBtIntNs = heartBtIntSeconds * NS_PER_SECOND;
    this.heard(nowNs);
  }

  heard(nowNs: number): void {
    this.heardNs = nowNs;
    this.isTestRequested = false;
  }

  find(nowNs: number, saidNs: number): TimerFinding {
    if (this.heartBtIntNs === 0) return 'quiet';
    const silentNs = nowNs - this.heardNs;
    if (silentNs > DEAD_FACTOR * this.heartBtIntNs) return 'dead';
    if (silentNs > TEST_REQUEST_FACTOR * this.heartBtIntNs && !this.isTestRequested) {
      this.isTestRequested = true;
      return 'test-request-due';
    }
    return nowNs - saidNs >= this.heartBtIntNs ? 'heartbeat-due' : 'quiet';
  }
}
