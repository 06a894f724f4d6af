/**
 * How old a client's oldest unsent byte is, at least. Owns one mark in the client's byte stream;
 * must never read a clock. A socket tells only how many bytes wait, not since when, and any
 * progress of a trickle reader looks like life: so remember how much had been offered at one
 * moment, and look when the socket has sent that much.
 *
 *   offered  ───────────────┬───────mark────────┬────────►
 *                          sent             offered now
 *            sent < mark: a byte offered before the mark's moment still waits
 */

const NO_MARK = -1;

export class UnsentAge {
  private markBytes = NO_MARK;
  private markNs = 0;

  /**
   * @param offeredBytes all bytes ever handed to the socket.
   * @param unsentBytes those that still wait.
   * @returns lower bound of the oldest unsent byte's age, ns; 0 when none waits.
   */
  update(offeredBytes: number, unsentBytes: number, nowNs: number): number {
    if (unsentBytes === 0) {
      this.markBytes = NO_MARK;
      return 0;
    }
    if (this.markBytes === NO_MARK || offeredBytes - unsentBytes >= this.markBytes) {
      this.markBytes = offeredBytes;
      this.markNs = nowNs;
    }
    return nowNs - this.markNs;
  }
}
