/**
 * The trades of one message, read from its bytes and checked before any of them becomes an event.
 * Owns flat columns; ids are places in the reader's bytes. Allocates nothing. Feed thread.
 */

/** Trades in one message; policy: a longer one is read as a whole. */
const TRADE_LIMIT = 1024;

export class TradeBatch {
  count = 0;
  readonly prices = new Float64Array(TRADE_LIMIT);
  readonly quantities = new Float64Array(TRADE_LIMIT);
  /** As the venue writes it. */
  readonly times = new Float64Array(TRADE_LIMIT);
  /** 1: the buyer took liquidity. */
  readonly isBuy = new Uint8Array(TRADE_LIMIT);
  readonly idStart = new Int32Array(TRADE_LIMIT);
  readonly idEnd = new Int32Array(TRADE_LIMIT);

  get hasRoom(): boolean {
    return this.count < TRADE_LIMIT;
  }
}
