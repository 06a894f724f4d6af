/** The instrument picker: a filtered list with the chosen one marked. Runs in the browser. */

export interface ListedInstrument {
  readonly venue: string;
  readonly symbol: string;
  readonly state: string;
}

/** More rows than anybody reads only slow the page down: the filter finds the rest. */
const ROW_LIMIT = 200;

export const nameOf = (instrument: ListedInstrument): string =>
  `${instrument.venue}:${instrument.symbol}`;

export class InstrumentList {
  private instruments: readonly ListedInstrument[] = [];
  private chosen = '';
  private drawn = '';

  constructor(
    private readonly list: HTMLElement,
    private readonly filter: HTMLInputElement,
    private readonly count: HTMLElement,
    private readonly choose: (instrument: ListedInstrument) => void,
  ) {
    filter.addEventListener('input', () => this.draw());
  }

  update(instruments: readonly ListedInstrument[]): void {
    this.instruments = instruments;
    this.draw();
  }

  mark(name: string): void {
    this.chosen = name;
    this.draw();
  }

  private draw(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    const matching = this.instruments.filter((row) => nameOf(row).toLowerCase().includes(wanted));
    const shown = matching.slice(0, ROW_LIMIT);
    this.count.textContent =
      matching.length === this.instruments.length
        ? `${matching.length} instruments`
        : `${matching.length} of ${this.instruments.length} instruments`;
    const key = `${this.chosen}|${shown.map((row) => nameOf(row) + row.state).join()}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.list.replaceChildren(...shown.map((row) => this.row(row)));
  }

  private row(instrument: ListedInstrument): HTMLElement {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-current', String(nameOf(instrument) === this.chosen));
    const venue = document.createElement('small');
    venue.textContent =
      instrument.state === 'LIVE' ? instrument.venue : `${instrument.venue} ${instrument.state}`;
    button.append(instrument.symbol, venue);
    button.addEventListener('click', () => this.choose(instrument));
    item.append(button);
    return item;
  }
}
