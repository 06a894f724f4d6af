/**
 * The rule of trade ids, for one product: each is the one before plus 1. Owns the newest id and the
 * count of trades that never came. Knows nothing of books or time.
 */
export class TradeSequence {
  /** -1: none yet. */
  newest = -1;
  lostCount = 0;
  /** What the heartbeat before said; a trade may be told after the heartbeat that counts it. */
  private heartbeatId = -1;

  /** @returns whether the trade is new; an old one was told before, or before we came. */
  judge(id: number): 'new' | 'old' {
    if (id <= this.newest) return 'old';
    if (this.newest >= 0) this.lostCount += id - this.newest - 1;
    this.newest = id;
    return 'new';
  }

  /** The last trade before the subscription: new only where it came after one that we know. */
  judgeLast(id: number): 'new' | 'old' {
    const isFirst = this.newest < 0;
    return this.judge(id) === 'new' && !isFirst ? 'new' : 'old';
  }

  /** A trade from before we came: the next one is to be its successor. */
  expectAfter(id: number): void {
    if (this.newest < id) this.newest = id;
  }

  /** @param lastTradeId of a heartbeat: what we have not seen by the next one is lost. */
  heartbeat(lastTradeId: number): void {
    if (this.newest >= 0 && this.newest < this.heartbeatId) {
      this.lostCount += this.heartbeatId - this.newest;
      this.newest = this.heartbeatId;
    }
    this.heartbeatId = lastTradeId;
  }
}
