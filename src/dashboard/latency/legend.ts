/** The percentile chart's legend with the numbers of one interval, and the budget. Owns its entries; runs in the browser. */
import { durationText } from '../duration-text.js';
import { setText } from '../page-element.js';
import { madeElement } from './made-element.js';
import { LINES, lineValues } from './series.js';
import type { Slot } from './history.js';

const NS_PER_US = 1_000;

function makeEntry({ key, title }: { key: string; title: string }): HTMLElement[] {
  const swatch = madeElement('span', 'swatch');
  swatch.dataset['line'] = key;
  return [swatch, madeElement('span', '', title), madeElement('b')];
}

export class Legend {
  private readonly values: readonly HTMLElement[];

  constructor(list: HTMLElement) {
    const entries = [...LINES, { key: 'budget', title: 'budget' }].map(makeEntry);
    for (const parts of entries) {
      const item = madeElement('li');
      item.append(...parts);
      list.append(item);
    }
    this.values = entries.map((parts) => parts.at(-1)!);
  }

  draw(slot: Slot | undefined, budgetUs: number): void {
    const values = slot === undefined ? undefined : lineValues(slot);
    const shown = [...LINES.map(({ key }) => values?.[key] ?? NaN), budgetUs];
    shown.forEach((us, i) => setText(this.values[i]!, durationText(us * NS_PER_US)));
  }
}
