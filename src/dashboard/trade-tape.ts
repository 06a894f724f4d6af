/** The last trades, newest on top. Owns its rows; runs in the browser. */

export interface TapeTrade {
  readonly time: string;
  readonly price: string;
  readonly quantity: string;
  readonly aggressor: 'bid' | 'ask' | 'none';
  /** A word such as `auction` or `hidden`, or empty. */
  readonly flag: string;
}

const ROW_LIMIT = 24;

const span = (className: string, text: string): HTMLElement => {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
};

export class TradeTape {
  private readonly waiting: TapeTrade[] = [];

  constructor(private readonly root: HTMLElement) {}

  /** Cheap: rows are made in draw(). Only the newest ROW_LIMIT are kept. */
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
      const row = document.createElement('li');
      row.dataset['side'] = trade.aggressor;
      if (trade.flag === 'broken') row.className = 'broken';
      const time = document.createElement('time');
      time.textContent = trade.time;
      row.title = trade.flag;
      row.append(time, span('price', trade.price), span('quantity', trade.quantity));
      this.root.prepend(row);
    }
    while (this.root.childElementCount > ROW_LIMIT) this.root.lastElementChild!.remove();
  }
}
