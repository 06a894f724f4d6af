/**
 * An independent reading of a Deribit capture, written from the venue's words alone: JSON.parse, Maps,
 * decimal text as JSON writes it. Shares no code with src/. One pass over lines in `ts` order.
 */
import { NaiveL2Book } from './naive-l2-book.js';

interface BookData {
  readonly instrument_name: string;
  readonly change_id: number;
  readonly prev_change_id?: number;
  readonly bids: [string, number, number][];
  readonly asks: [string, number, number][];
}

export class DeribitCaptureModel {
  readonly books = new Map<string, { book: NaiveL2Book; changeId: number }>();
  changeCount = 0;
  /** Changes whose prev_change_id is not the change_id before. */
  holeCount = 0;
  /** new where there is a level, change or delete where there is none. */
  wrongActionCount = 0;

  /** @param text the decompressed capture. */
  constructor(text: string) {
    const records = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { t: string; ts?: number; data?: string });
    records.sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
    for (const { t, data } of records) {
      if (t !== 'recv') continue;
      const message = JSON.parse(data!) as { params?: { channel: string; data: BookData } };
      if (message.params?.channel.startsWith('book.')) this.take(message.params.data);
    }
  }

  private take(data: BookData): void {
    const held = this.books.get(data.instrument_name);
    const book = data.prev_change_id === undefined ? new NaiveL2Book() : held!.book;
    if (data.prev_change_id !== undefined) {
      this.changeCount++;
      if (data.prev_change_id !== held!.changeId) this.holeCount++;
    }
    for (const side of ['bid', 'ask'] as const) {
      for (const [action, price, amount] of data[`${side}s`]) {
        const isThere = book.levels(side).some(([each]) => Number(each) === price);
        if (isThere === (action === 'new')) this.wrongActionCount++;
        book.set(side, String(price), action === 'delete' ? '0' : String(amount));
      }
    }
    this.books.set(data.instrument_name, { book, changeId: data.change_id });
  }
}
