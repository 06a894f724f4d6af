/**
 * The instrument picker: a filtered list with the chosen one marked. Owns its rows and keeps them
 * over changes, so that the keyboard's focus stays where it is. Runs in the browser.
 */

export interface ListedInstrument {
  readonly venue: string;
  readonly symbol: string;
  readonly state: string;
}

/** More rows than anybody reads only slow the page down: the filter finds the rest. */
const ROW_LIMIT = 200;
const FOCUS_STEP: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

export const nameOf = (instrument: ListedInstrument): string =>
  `${instrument.venue}:${instrument.symbol}`;

interface Row {
  readonly item: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly note: HTMLElement;
}

export class InstrumentList {
  private instruments: readonly ListedInstrument[] = [];
  private chosen = '';
  private drawn = '';
  private readonly rows = new Map<string, Row>();

  constructor(
    private readonly list: HTMLElement,
    private readonly filter: HTMLInputElement,
    private readonly count: HTMLElement,
    private readonly choose: (instrument: ListedInstrument) => void,
  ) {
    filter.addEventListener('input', () => this.draw());
    filter.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.buttons()[0]?.click();
      else this.moveFocus(event, -1);
    });
    list.addEventListener('keydown', (event) => {
      this.moveFocus(event, this.buttons().indexOf(event.target as HTMLButtonElement));
    });
  }

  update(instruments: readonly ListedInstrument[]): void {
    this.instruments = instruments;
    this.draw();
  }

  mark(name: string): void {
    this.rows.get(this.chosen)?.button.setAttribute('aria-current', 'false');
    this.rows.get(name)?.button.setAttribute('aria-current', 'true');
    this.chosen = name;
  }

  private buttons(): HTMLButtonElement[] {
    return [...this.list.querySelectorAll('button')];
  }

  /** Up and down go from row to row, and from the first one back to the filter. */
  private moveFocus(event: KeyboardEvent, from: number): void {
    const step = FOCUS_STEP[event.key];
    if (step === undefined) return;
    event.preventDefault();
    if (from + step < 0) this.filter.focus();
    else this.buttons()[from + step]?.focus();
  }

  private draw(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    const matching = this.instruments.filter((row) => nameOf(row).toLowerCase().includes(wanted));
    const shown = matching.slice(0, ROW_LIMIT);
    this.count.textContent =
      (matching.length === this.instruments.length
        ? `${matching.length} instruments`
        : `${matching.length} of ${this.instruments.length} instruments`) +
      (matching.length > shown.length ? `, the first ${shown.length} are shown` : '');
    for (const instrument of shown) this.fillRow(instrument);
    const names = shown.map(nameOf).join();
    if (names === this.drawn) return;
    this.drawn = names;
    this.list.replaceChildren(...shown.map((row) => this.rows.get(nameOf(row))!.item));
  }

  private fillRow(instrument: ListedInstrument): void {
    const name = nameOf(instrument);
    let row = this.rows.get(name);
    if (row === undefined) this.rows.set(name, (row = this.makeRow(instrument, name)));
    const { venue, state } = instrument;
    const note = state === 'LIVE' ? venue : `${venue} ${state}`;
    if (row.note.textContent !== note) row.note.textContent = note;
  }

  private makeRow(instrument: ListedInstrument, name: string): Row {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-current', String(name === this.chosen));
    const symbol = document.createElement('span');
    symbol.textContent = instrument.symbol;
    const note = document.createElement('small');
    button.append(symbol, note);
    button.addEventListener('click', () => this.choose(instrument));
    item.append(button);
    return { item, button, note };
  }
}
