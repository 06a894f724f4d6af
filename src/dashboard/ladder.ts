/**
 * Draws a price ladder: asks above, best at the spread, bids below. Owns its rows and reuses them;
 * must never keep book state of its own. Runs in the browser, once per animation frame at most.
 */

export interface Rung {
  readonly price: string;
  readonly quantity: string;
  /** The quantity as a number, for the bar only. */
  readonly size: number;
  readonly orderCount: number;
}

export interface LadderView {
  /** Best first. */
  readonly bids: readonly Rung[];
  /** Best first. */
  readonly asks: readonly Rung[];
  readonly spread: string;
  readonly mid: string;
}

type SideName = 'bid' | 'ask';

interface Row {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
  price: string;
  quantity: string;
}

const cell = (className: string): HTMLElement => {
  const element = document.createElement('span');
  element.className = className;
  element.setAttribute('role', 'cell');
  return element;
};

function makeRow(side: SideName): Row {
  const element = document.createElement('div');
  element.className = 'rung';
  element.dataset['side'] = side;
  element.setAttribute('role', 'row');
  const cells = ['orders', 'size', 'price', 'size', 'orders'].map(cell);
  element.append(...cells);
  return { element, cells, price: '', quantity: '' };
}

function fillRow(row: Row, side: SideName, rung: Rung | undefined, largest: number): void {
  const [bidOrders, bidSize, price, askSize, askOrders] = row.cells;
  const [size, orders] = side === 'bid' ? [bidSize!, bidOrders!] : [askSize!, askOrders!];
  const quantity = rung?.quantity ?? '';
  const priceText = rung?.price ?? '';
  row.element.classList.remove('changed');
  if (row.quantity !== quantity || row.price !== priceText) {
    // Same price, other quantity: a change worth a flash. Another price: the row only moved.
    if (row.price === priceText && priceText !== '') {
      void row.element.offsetWidth;
      row.element.classList.add('changed');
    }
    row.price = priceText;
    row.quantity = quantity;
    price!.textContent = priceText;
    size.textContent = quantity;
  }
  orders.textContent = rung && rung.orderCount > 0 ? String(rung.orderCount) : '';
  row.element.style.setProperty('--share', String(rung ? rung.size / largest : 0));
}

export class Ladder {
  private readonly bids: Row[] = [];
  private readonly asks: Row[] = [];
  private readonly spread: HTMLElement;

  constructor(private readonly root: HTMLElement) {
    this.spread = document.createElement('div');
    this.spread.className = 'spread';
  }

  /** Number of rows per side; rows beyond the book's end stay empty. */
  resize(depth: number): void {
    this.bids.length = 0;
    this.asks.length = 0;
    for (let rank = 0; rank < depth; rank++) {
      this.bids.push(makeRow('bid'));
      this.asks.push(makeRow('ask'));
    }
    this.root.replaceChildren(
      ...this.asks.map((row) => row.element).reverse(),
      this.spread,
      ...this.bids.map((row) => row.element),
    );
  }

  draw(view: LadderView): void {
    let largest = 1e-300;
    for (const rung of view.bids.slice(0, this.bids.length)) largest = Math.max(largest, rung.size);
    for (const rung of view.asks.slice(0, this.asks.length)) largest = Math.max(largest, rung.size);
    this.bids.forEach((row, rank) => fillRow(row, 'bid', view.bids[rank], largest));
    this.asks.forEach((row, rank) => fillRow(row, 'ask', view.asks[rank], largest));
    this.spread.textContent = `spread ${view.spread || '–'}   mid ${view.mid || '–'}`;
  }
}
