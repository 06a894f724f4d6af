/**
 * The intervals with a tail as a list, newest on top: when, why, how many, how bad, by what
 * evidence. Owns its rows and makes each once; runs in the browser.
 */
import { clockText } from '../clock-text.js';
import { countText } from '../count-text.js';
import { durationText, shortDurationText } from '../duration-text.js';
import { CAUSE_MEANING, type Cause } from './cause.js';
import type { CauseRow, TailTotals } from './cause-rows.js';
import { madeElement } from './made-element.js';
import { percentText } from './percent-text.js';

const NS_PER_US = 1_000;

export function causeLabel(cause: Cause): HTMLElement {
  const label = madeElement('span', 'cause', cause);
  label.dataset['cause'] = cause;
  label.title = CAUSE_MEANING[cause];
  return label;
}

function sharesBar({ shares }: CauseRow): HTMLElement {
  const bar = madeElement('span', 'shares');
  bar.setAttribute('aria-hidden', 'true');
  for (const { cause, share } of shares) {
    const part = madeElement('span');
    part.dataset['cause'] = cause;
    part.style.setProperty('--share', String(share));
    bar.append(part);
  }
  return bar;
}

const sharesText = ({ shares }: CauseRow): string =>
  shares.map(({ cause, share }) => `${cause} ${percentText(share)}`).join(' · ');

function makeRow(row: CauseRow, pick: (endMs: number) => void): HTMLElement {
  const { tail, endMs } = row;
  const item = madeElement('li', 'tail');
  const when = madeElement('button', 'tail-when', clockText(endMs));
  when.type = 'button';
  when.title = 'Show this interval';
  when.addEventListener('click', () => pick(endMs));
  const facts = madeElement('p', 'tail-facts');
  facts.append(sharesBar(row), madeElement('span', 'quiet', sharesText(row)));
  item.append(
    when,
    causeLabel(tail.cause),
    madeElement('span', 'number', countText(tail.frames)),
    madeElement('span', 'number', durationText(tail.worstUs * NS_PER_US)),
    facts,
    madeElement('p', 'tail-evidence', tail.evidence),
  );
  return item;
}

export class CauseList {
  private readonly items = new Map<number, HTMLElement>();
  private pickedMs = NaN;

  constructor(
    private readonly list: HTMLElement,
    private readonly pick: (endMs: number) => void,
  ) {}

  /** @param pickedMs end of the interval that is picked; NaN when none is. */
  draw(rows: readonly CauseRow[], pickedMs: number): void {
    const known = new Set(rows.map(({ endMs }) => endMs));
    for (const [endMs, item] of this.items) {
      if (known.has(endMs)) continue;
      item.remove();
      this.items.delete(endMs);
    }
    // Oldest first, so that each new one goes on top of those before it.
    for (const row of [...rows].reverse()) {
      if (this.items.has(row.endMs)) continue;
      const item = makeRow(row, this.pick);
      this.items.set(row.endMs, item);
      this.list.prepend(item);
    }
    this.mark(pickedMs);
  }

  private mark(pickedMs: number): void {
    if (Object.is(pickedMs, this.pickedMs)) return;
    this.items.get(this.pickedMs)?.firstElementChild?.removeAttribute('aria-current');
    this.items.get(pickedMs)?.firstElementChild?.setAttribute('aria-current', 'true');
    this.pickedMs = pickedMs;
  }
}

/** `3 of 300 intervals over 5 ms · 1,204 frames · unexplained 10 % (since the start 3 %)` */
export function totalsText(
  totals: TailTotals,
  known: { intervals: number; budgetUs: number; unexplainedRatio: number },
): string {
  const budget = shortDurationText(known.budgetUs * NS_PER_US);
  const parts = [
    `${countText(totals.intervals)} of ${countText(known.intervals)} intervals over ${budget}`,
    `${countText(totals.frames)} frames`,
    `unexplained ${percentText(totals.unexplainedShare)} (since the start ${percentText(known.unexplainedRatio)})`,
  ];
  if (totals.slowReaderIntervals > 0)
    parts.push(
      `${countText(totals.slowReaderIntervals)} within it, with a slow reader left behind`,
    );
  return parts.join(' · ');
}

/** Each cause's share of the frames over the budget, largest first. */
export function drawCauseTotals(list: HTMLElement, { causes, frames }: TailTotals): void {
  const items = [...causes].sort((a, b) => b.frames - a.frames);
  list.replaceChildren(
    ...items.map((total) => {
      const item = madeElement('li');
      item.append(
        causeLabel(total.cause),
        ` ${percentText(total.frames / frames)}, ${countText(total.intervals)} ×`,
      );
      return item;
    }),
  );
}
