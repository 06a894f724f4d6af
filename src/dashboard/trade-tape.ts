/** The last trades, newest on top. Owns its rows and reuses the oldest; runs in the browser. */

export interface TapeTrade {
  readonly time: string;
  readonly price: string;
  readonly quantity: string;
  readonly aggressor: 'bid' | 'ask' | 'none';
  /** A word such as `auction` or `hidden`, or empty. */
  readonly flag: string;
}

const ROW_LIMIT = 24;

function makeRow(): HTMLElement {
  const row = document.createElement('li');
  const [time, price, quantity] = ['time', 'span', 'span'].map((tag) =>
    document.createElement(tag),
  );
  price!.className = 'price';
  row.append(time!, price!, quantity!);
  return row;
}

function fillRow(row: HTMLElement, trade: TapeTrade): void {
  const [time, price, quantity] = row.children;
  time!.textContent = trade.time;
  price!.textContent = trade.price;
  quantity!.textContent = trade.quantity;
  row.dataset['side'] = trade.aggressor;
  row.title = trade.flag;
  row.classList.toggle('broken', trade.flag === 'broken');
}

export class TradeTape {
  private readonly waiting: TapeTrade[] = [];

  constructor(private readonly root: HTMLElement) {}

  /** Cheap: rows are filled in draw(). Only the newest ROW_LIMIT are kept. */
  push(trade: TapeTrade): void {
    this.waiting.push(trade);
    if (this.waiting.length > ROW_LIMIT) this.waiting.shift();
  }

  clear(): void {
    this.waiting.length = 0;
    this.root.replaceChildren();
  }

  draw(): void {
    for (const trade of this.waiting.splice(0)) {
      const isFull = this.root.childElementCount >= ROW_LIMIT;
      const row = isFull ? (this.root.lastElementChild as HTMLElement) : makeRow();
      fillRow(row, trade);
      this.root.prepend(row);
    }
  }
}
