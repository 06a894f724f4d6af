/**
 * A naive reading of a Bybit capture: records in order of time, a snapshot is the book, a delta sets
 * levels; u is counted. Shares no code with src/.
 */
import { exact, NaiveL2Book, type NaiveRow } from './naive-l2-book.js';

interface Message {
  topic: string;
  type: string;
  data: { s: string; b: NaiveRow[]; a: NaiveRow[]; u: number };
}

export class BybitCaptureModel {
  readonly book = new NaiveL2Book();
  lastId = -1;
  snapshotCount = 0;
  deltaCount = 0;
  holeCount = 0;
  crossedCount = 0;
  /** Levels a side after each message. */
  readonly levelCounts: [bids: number, asks: number][] = [];

  /** @param text the decompressed capture. */
  constructor(text: string) {
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const record = JSON.parse(line) as { t: string; data: string };
      if (record.t === 'recv') this.take(JSON.parse(record.data) as Message);
    }
  }

  private take({ type, data: { b, a, u } }: Message): void {
    if (type === 'snapshot') {
      this.snapshotCount++;
      this.book.clear();
    } else {
      this.deltaCount++;
      if (u !== this.lastId + 1) this.holeCount++;
    }
    this.lastId = u;
    for (const [price, quantity] of b) this.book.set('bid', price, quantity);
    for (const [price, quantity] of a) this.book.set('ask', price, quantity);
    const bids = this.book.levels('bid');
    const asks = this.book.levels('ask');
    this.levelCounts.push([bids.length, asks.length]);
    if (exact(bids[0]![0]) >= exact(asks[0]![0])) this.crossedCount++;
  }
}
