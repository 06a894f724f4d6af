/** Draws the waterfall of the stages and says what it does not mean. Owns its rows and reuses them; runs in the browser. */
import { durationText, shortDurationText } from '../duration-text.js';
import { setText } from '../page-element.js';
import { madeElement } from './made-element.js';
import { STAGE_NAMES } from '../../market/stage.js';
import { FIGURE_TITLE, type FigureKey } from './stage.js';
import type { Waterfall } from './waterfall.js';

const NS_PER_US = 1_000;
const PERCENT = 100;

interface Row {
  readonly element: HTMLElement;
  readonly bar: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
}

function makeRow(): Row {
  const element = madeElement('li', 'fall');
  const name = madeElement('span', 'fall-name');
  const track = madeElement('span', 'fall-track');
  const bar = madeElement('span', 'fall-bar');
  const value = madeElement('span', 'fall-value');
  track.setAttribute('aria-hidden', 'true');
  track.append(bar);
  element.append(name, track, value);
  return { element, bar, name, value };
}

const durationOf = (us: number): string => durationText(us * NS_PER_US);

/** Why the total is not the end of the last bar. */
export function waterfallNote({ sumUs, totalUs }: Waterfall, figure: FigureKey): string {
  const title = FIGURE_TITLE[figure];
  if (Number.isNaN(totalUs)) return 'Nothing was sent in this interval.';
  return (
    `Percentiles of stages do not add: the slowest of one stage are seldom the slowest of the next. ` +
    `The four ${title} make ${durationOf(sumUs)} end to end; measured as a whole, ${title} is ${durationOf(totalUs)}.`
  );
}

export class WaterfallView {
  private readonly rows = STAGE_NAMES.map(makeRow);
  private readonly ticks = madeElement('span', 'fall-track fall-ticks');

  constructor(
    list: HTMLElement,
    private readonly note: HTMLElement,
  ) {
    const scale = madeElement('li', 'fall fall-scale');
    scale.setAttribute('aria-hidden', 'true');
    scale.append(madeElement('span'), this.ticks, madeElement('span'));
    list.replaceChildren(...this.rows.map(({ element }) => element), scale);
  }

  draw(fall: Waterfall, figure: FigureKey): void {
    const percent = (us: number): string => `${(us / fall.scaleUs) * PERCENT}%`;
    fall.bars.forEach((bar, i) => {
      const row = this.rows[i]!;
      setText(row.name, bar.title);
      setText(row.value, durationOf(bar.us));
      row.element.toggleAttribute('data-total', bar.isTotal);
      row.bar.style.setProperty('--from', percent(bar.fromUs));
      // However short, what was measured can be seen.
      const width = `max(2px, ${percent(bar.toUs - bar.fromUs)})`;
      row.bar.style.setProperty('--width', Number.isNaN(bar.us) ? '0' : width);
    });
    this.ticks.replaceChildren(
      ...fall.ticksUs.map((us) => {
        const tick = madeElement(
          'span',
          'fall-tick',
          us === 0 ? '0' : shortDurationText(us * NS_PER_US),
        );
        tick.style.setProperty('--from', percent(us));
        return tick;
      }),
    );
    setText(this.note, waterfallNote(fall, figure));
  }
}
