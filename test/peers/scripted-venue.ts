/** Our side as a venue, without a book server behind it: answers 35=V with images and says incremental refreshes of a book that it makes up. */
import type { OurSide } from './our-side.js';
import type { PeerBook } from './peer-process.js';

type Side = Map<string, number>;
const MESSAGES_AT_ONCE = 20;

const priceText = (ticks: number): string => (ticks / 1e5).toFixed(5);

export class ScriptedVenue {
  private readonly books = new Map<string, readonly [bids: Side, asks: Side]>();
  private step = 0;
  private isSubscribed = false;

  constructor(
    private readonly ours: OurSide,
    private readonly symbols: readonly string[],
  ) {
    for (const symbol of symbols) this.books.set(symbol, [new Map(), new Map()]);
    for (let i = 0; i < 60; i++) this.change();
    ours.keepsMessages = true;
  }

  /** Call it at each logon: nothing goes out before the next request. */
  loggedOn(): void {
    this.isSubscribed = false;
    this.ours.messages.length = 0;
  }

  /** Answers requests that have come and sends some refreshes more, as many as there were changes. @returns how many. */
  say(): number {
    const { ours } = this;
    if (!ours.isLoggedOn) return 0;
    const request = ours.messages.splice(0).findLast((message) => message.text(35) === 'V');
    if (request !== undefined) {
      ours.sendTogether(() => {
        for (const symbol of this.symbols) this.image(symbol, request.text(262)!);
      });
      this.isSubscribed = true;
    }
    if (!this.isSubscribed) return 0;
    ours.sendTogether(() => {
      for (let i = 0; i < MESSAGES_AT_ONCE; i++) {
        const { symbol, action, side, price, quantity } = this.change();
        ours.send(
          'X',
          [
            [268, 1],
            [279, action],
            [269, side],
            [55, symbol],
            [270, price],
            ...(action === 2 ? [] : [[271, quantity] as const]),
          ],
          false,
        );
      }
    });
    return MESSAGES_AT_ONCE;
  }

  /** As a peer shows its own. */
  shown(): PeerBook[] {
    return [...this.books].sort().map(([symbol, [bids, asks]]) => {
      const levels = (side: Side, sign: number): [string, string][] =>
        [...side]
          .sort(([a], [b]) => sign * (Number(a) - Number(b)))
          .map(([price, quantity]) => [price, String(quantity)]);
      return { symbol, bids: levels(bids, -1), asks: levels(asks, 1) };
    });
  }

  private image(symbol: string, requestId: string): void {
    const entries = this.books
      .get(symbol)!
      .flatMap((levels, side) =>
        [...levels].flatMap(([price, quantity]) => [
          [269, side] as const,
          [270, price] as const,
          [271, quantity] as const,
        ]),
      );
    this.ours.send(
      'W',
      [[55, symbol], [262, requestId], [268, entries.length / 3], ...entries],
      false,
    );
  }

  /** The next change: level after level is set, every third time removed. */
  private change() {
    const step = this.step++;
    const symbol = this.symbols[step % this.symbols.length]!;
    const side = (step >> 1) & 1;
    const away = 1 + ((step * 7) % 13);
    const price = priceText(side === 0 ? 110_000 - away : 110_000 + away);
    const levels = this.books.get(symbol)![side as 0 | 1];
    const isThere = levels.has(price);
    const quantity = 1000 + (step % 977);
    const action = !isThere ? 0 : step % 3 === 0 ? 2 : 1;
    if (action === 2) levels.delete(price);
    else levels.set(price, quantity);
    return { symbol, action, side, price, quantity };
  }
}
