/**
 * Draws a price ladder: asks above, best at the spread, bids below. Owns its rows and reuses them;
 * must never keep book state of its own, nor make the browser lay out the page in between (the
 * page's only thread also receives the market data). Runs in the browser, once per drawing.
 */

export interface Rung {
  readonly price: string;
  readonly quantity: string;
  /** The quantity as a number, for the bar only. */
  readonly size: number;
  readonly orderCount: number;
  /** False: beyond what the venue's image told, so others beside it may be missing. */
  readonly verified: boolean;
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
  readonly price: HTMLElement;
  readonly size: HTMLElement;
  readonly orders: HTMLElement;
  shown: Shown;
  /** When the mark of a change is to go, in ms of the drawings' clock; 0 while there is none. */
  markedUntilMs: number;
}

type Shown = Readonly<Record<'price' | 'quantity' | 'orders' | 'share' | 'depth', string>>;

const NOTHING_SHOWN: Shown = { price: '', quantity: '', orders: '', share: '0', depth: '' };
const MARK_MS = 300;
const PERCENT = 100;

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
  const [bidOrders, bidSize, price, askSize, askOrders] = cells;
  return {
    element,
    price: price!,
    size: side === 'bid' ? bidSize! : askSize!,
    orders: side === 'bid' ? bidOrders! : askOrders!,
    shown: NOTHING_SHOWN,
    markedUntilMs: 0,
  };
}

function shownOf(rung: Rung | undefined, largest: number): Shown {
  if (rung === undefined) return NOTHING_SHOWN;
  return {
    price: rung.price,
    quantity: rung.quantity,
    orders: rung.orderCount > 0 ? String(rung.orderCount) : '',
    depth: rung.verified ? '' : 'unverified',
    share: (Math.round((rung.size / largest) * PERCENT) / PERCENT).toString(),
  };
}

/** Writes only what differs. */
function fillRow(row: Row, next: Shown, nowMs: number): void {
  const { shown, element } = row;
  const samePrice = shown.price === next.price;
  if (!samePrice) row.price.textContent = next.price;
  if (shown.quantity !== next.quantity) row.size.textContent = next.quantity;
  if (shown.orders !== next.orders) row.orders.textContent = next.orders;
  if (shown.share !== next.share) element.style.setProperty('--share', next.share);
  if (shown.depth !== next.depth) element.dataset['depth'] = next.depth;
  // Same price, other quantity: a change worth a mark. Another price: the row only moved.
  const isChange = samePrice && shown.quantity !== next.quantity;
  if (isChange) {
    if (row.markedUntilMs === 0) element.classList.add('changed');
    row.markedUntilMs = nowMs + MARK_MS;
  } else if (row.markedUntilMs > 0 && (!samePrice || nowMs >= row.markedUntilMs)) {
    element.classList.remove('changed');
    row.markedUntilMs = 0;
  }
  row.shown = next;
}

export class Ladder {
  private readonly bids: Row[] = [];
  private readonly asks: Row[] = [];
  private readonly spread = cell('');
  private readonly mid = cell('');
  private readonly middle = document.createElement('div');

  constructor(private readonly root: HTMLElement) {
    this.middle.className = 'spread';
    this.middle.setAttribute('role', 'row');
    this.middle.append(this.spread, this.mid);
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
      this.middle,
      ...this.bids.map((row) => row.element),
    );
  }

  /** @returns whether a mark is to be taken away by another drawing, even if the book rests. */
  draw(view: LadderView, nowMs: number): boolean {
    const shown = [
      ...view.bids.slice(0, this.bids.length),
      ...view.asks.slice(0, this.asks.length),
    ];
    const largest = shown.reduce((size, rung) => Math.max(size, rung.size), Number.MIN_VALUE);
    this.bids.forEach((row, rank) => fillRow(row, shownOf(view.bids[rank], largest), nowMs));
    this.asks.forEach((row, rank) => fillRow(row, shownOf(view.asks[rank], largest), nowMs));
    this.spread.textContent = `spread ${view.spread || '–'}`;
    this.mid.textContent = `mid ${view.mid || '–'}`;
    return [...this.bids, ...this.asks].some((row) => row.markedUntilMs > 0);
  }
}
