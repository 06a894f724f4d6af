/**
 * A tiny Deribit: books in Maps of number text, the venue's messages about them, and its answers to our
 * requests. Written from the venue's documents; shares no code with src/.
 */
import { NaiveL2Book, type NaiveSide } from '../../model/naive-l2-book.js';

export type Row = readonly [action: 'new' | 'change' | 'delete', price: string, amount: string];

interface Listed {
  readonly tick: string;
  readonly amount: string;
  readonly index: string;
}

export const LISTED: Readonly<Record<string, Listed>> = {
  'BTC-PERPETUAL': { tick: '0.5', amount: '10', index: 'btc_usd' },
  'ETH-25DEC26-2800-C': { tick: '1.0e-4', amount: '1', index: 'eth_usd' },
};

const rowsText = (rows: readonly Row[]): string =>
  `[${rows.map(([action, price, amount]) => `["${action}",${price},${amount}]`).join(',')}]`;

const TIME_MS = 1_700_000_000_000;

export const notification = (channel: string, data: string): string =>
  `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":${data}}}`;

export const bookText = (
  symbol: string,
  changeId: number,
  previousId: number | undefined,
  bids: readonly Row[],
  asks: readonly Row[],
): string =>
  notification(
    `book.${symbol}.100ms`,
    `{"type":"${previousId === undefined ? 'snapshot' : 'change'}","timestamp":${TIME_MS + (changeId % 1e6)},` +
      (previousId === undefined ? '' : `"prev_change_id":${previousId},`) +
      `"instrument_name":"${symbol}","change_id":${changeId},"bids":${rowsText(bids)},"asks":${rowsText(asks)}}`,
  );

export const tradeText = (symbol: string, id: string, price: string, amount: string): string =>
  notification(
    `trades.${symbol}.100ms`,
    `[{"trade_seq":30289442,"trade_id":"${id}","timestamp":${TIME_MS},"tick_direction":2,"price":${price},` +
      `"mark_price":7948.09,"instrument_name":"${symbol}","index_price":7955.88,"direction":"sell","amount":${amount}}]`,
  );

export const instrumentsText = (listed: Readonly<Record<string, Listed>> = LISTED): string => {
  const entries = Object.entries(listed).map(
    ([symbol, { tick, amount, index }]) =>
      `{"tick_size":${tick},"tick_size_steps":[],"min_trade_amount":${amount},"contract_size":${amount},` +
      `"kind":"future","is_active":true,"instrument_name":"${symbol}","price_index":"${index}"}`,
  );
  return `{"jsonrpc":"2.0","result":[${entries.join(',')}],"usIn":1,"usOut":2,"usDiff":1,"testnet":false}`;
};

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: { channels?: string[]; instrument_name?: string; depth?: number };
}

export class DeribitVenue {
  readonly requests: Request[] = [];
  private readonly books = new Map<string, { book: NaiveL2Book; changeId: number }>();
  private nextId = 33_195_894_100;

  constructor(readonly symbols: readonly string[] = Object.keys(LISTED)) {
    for (const symbol of symbols)
      this.books.set(symbol, { book: new NaiveL2Book(), changeId: this.nextId++ });
  }

  book(symbol: string): NaiveL2Book {
    return this.books.get(symbol)!.book;
  }

  changeId(symbol: string): number {
    return this.books.get(symbol)!.changeId;
  }

  /** Levels are set to absolute amounts, 0 deletes. @returns the notification. */
  change(symbol: string, sets: readonly (readonly [NaiveSide, string, string])[]): string {
    const held = this.books.get(symbol)!;
    const rows: Record<NaiveSide, Row[]> = { bid: [], ask: [] };
    for (const [side, price, amount] of sets) {
      const isThere = held.book.levels(side).some(([each]) => Number(each) === Number(price));
      if (Number(amount) === 0 && !isThere) continue;
      const action = Number(amount) === 0 ? 'delete' : isThere ? 'change' : 'new';
      held.book.set(side, price, amount);
      rows[side].push([action, price, amount]);
    }
    const previousId = held.changeId;
    // The venue's ids are not dense within one instrument.
    this.nextId += 1 + (this.nextId % 7);
    held.changeId = this.nextId;
    return bookText(symbol, held.changeId, previousId, rows.bid, rows.ask);
  }

  snapshot(symbol: string): string {
    const { book, changeId } = this.books.get(symbol)!;
    const rows = (side: NaiveSide): Row[] =>
      book.levels(side).map(([price, amount]) => ['new', price, amount]);
    return bookText(symbol, changeId, undefined, rows('bid'), rows('ask'));
  }

  /** What comes back on the connection that the request was sent on. */
  answer(text: string): string[] {
    const request = JSON.parse(text) as Request;
    this.requests.push(request);
    const result = (value: string): string =>
      `{"jsonrpc":"2.0","id":${request.id},"result":${value},"usIn":1700000000000000,"usOut":1700000000000123,"usDiff":123,"testnet":false}`;
    const { channels = [], instrument_name: symbol = '' } = request.params;
    switch (request.method) {
      case 'public/subscribe': {
        const books = channels.filter((each) => each.startsWith('book.'));
        const images = books.map((each) => this.snapshot(each.split('.')[1]!));
        return [result(JSON.stringify(channels)), ...images];
      }
      case 'public/unsubscribe':
        return [result(JSON.stringify(channels))];
      case 'public/get_order_book': {
        const { book, changeId } = this.books.get(symbol)!;
        const best = (side: NaiveSide): string =>
          JSON.stringify(book.levels(side).slice(0, 1)).replaceAll('"', '');
        return [
          result(
            `{"timestamp":${TIME_MS},"instrument_name":"${symbol}","change_id":${changeId},"state":"open","bids":${best('bid')},"asks":${best('ask')}}`,
          ),
        ];
      }
      default:
        return [result('"ok"')];
    }
  }
}
