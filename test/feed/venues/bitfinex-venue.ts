/**
 * A tiny Bitfinex: channels with numbers, books with bulk updates, a sequence over the whole connection
 * and a checksum behind every update. Written from the venue's documents; shares no code with src/.
 */
import { naiveBitfinexChecksum } from '../../model/bitfinex-checksum.js';
import { NaiveL2Book, type NaiveSide } from '../../model/naive-l2-book.js';

/** `[side, price, amount]`, amount 0 removes. */
export type Change = readonly [side: NaiveSide, price: string, amount: string];

const SEQUENCE = 65_536;
const TIME = 32_768;
const TIME_MS = 1_700_000_000_000;

/** Numbers as JavaScript writes them: `1e-7`. */
const written = (text: string): string => String(Number(text));

export class BitfinexVenue {
  readonly said: Record<string, unknown>[] = [];
  private readonly books = new Map<string, NaiveL2Book>();
  /** Of the book's channel, as it was subscribed to last. */
  private readonly channels = new Map<string, number>();
  private channelCount = 17_000;
  private sequence = 0;
  private flags = 0;

  constructor(readonly symbols: readonly string[] = ['tBTCUSD', 'tDUSK:USD']) {
    for (const symbol of symbols) this.books.set(symbol, new NaiveL2Book());
  }

  book(symbol: string): NaiveL2Book {
    return this.books.get(symbol)!;
  }

  list(): string {
    const rows = this.symbols.map(
      (symbol, index) =>
        `["${symbol}",${index === 0 ? 50000 : 0.02},1,${index === 0 ? 50001 : 0.03},2,0,0,${index === 0 ? 50000 : 0.025},9,9,9]`,
    );
    return `[${[...rows, '["fUSD",0.0001,0.0002,30,1,0.0003,2,1,0,0,0.0002,1,1,1,null,null,1]'].join(',')}]`;
  }

  /** A message on a channel, with what the flags add. */
  frame(channel: number, ...body: readonly string[]): string {
    const tail: string[] = [];
    if ((this.flags & SEQUENCE) !== 0) tail.push(String(++this.sequence));
    if ((this.flags & TIME) !== 0) tail.push(String(TIME_MS));
    return `[${[channel, ...body, ...tail].join(',')}]`;
  }

  change(symbol: string, changes: readonly Change[]): string {
    const book = this.books.get(symbol)!;
    const rows = changes.flatMap(([side, price, amount]) => {
      const isThere = book.levels(side).some(([each]) => Number(each) === Number(price));
      if (Number(amount) === 0 && !isThere) return [];
      book.set(side, price, amount);
      const sign = side === 'bid' ? '' : '-';
      return [
        Number(amount) === 0
          ? `[${written(price)},0,${sign}1]`
          : `[${written(price)},2,${sign}${written(amount)}]`,
      ];
    });
    return this.frame(this.channels.get(symbol)!, `[${rows.join(',')}]`);
  }

  checksum(symbol: string): string {
    const signed = naiveBitfinexChecksum(this.book(symbol)) | 0;
    return this.frame(this.channels.get(symbol)!, '"cs"', String(signed));
  }

  answer(text: string): string[] {
    const request = JSON.parse(text) as Record<string, string> & { flags?: number };
    this.said.push(request);
    switch (request['event']) {
      case 'conf':
        this.flags = request.flags!;
        return [`{"event":"conf","status":"OK","flags":${this.flags}}`];
      case 'unsubscribe':
        return [`{"event":"unsubscribed","status":"OK","chanId":${request['chanId']}}`];
      default:
        return this.subscribe(request['channel']!, request['symbol']!);
    }
  }

  private subscribe(channel: string, symbol: string): string[] {
    const number = ++this.channelCount;
    const event = `{"event":"subscribed","channel":"${channel}","chanId":${number},"symbol":"${symbol}"}`;
    if (channel === 'trades') {
      return [event, this.frame(number, `[[1,${TIME_MS},-0.5,50000]]`)];
    }
    this.channels.set(symbol, number);
    const book = this.books.get(symbol)!;
    const rows = (side: NaiveSide): string[] =>
      book
        .levels(side)
        .map(
          ([price, amount]) =>
            `[${written(price)},3,${side === 'bid' ? '' : '-'}${written(amount)}]`,
        );
    const image = `[${[...rows('bid'), ...rows('ask')].join(',')}]`;
    return [event, this.frame(number, image), this.checksum(symbol)];
  }
}
