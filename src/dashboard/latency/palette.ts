/**
 * The colours of the page for what is drawn on a canvas. Owns the reading of the style sheet's
 * variables, again when the scheme changes. Runs in the browser.
 */
import { CAUSES, type Cause } from './cause.js';
import { rampOf, type Rgb } from './heat-colour.js';

export interface Palette {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly p50: string;
  readonly p99: string;
  readonly p999: string;
  readonly max: string;
  readonly hiccup: string;
  readonly budget: string;
  readonly causes: Readonly<Record<Cause, string>>;
  readonly heat: readonly Rgb[];
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const causes = Object.fromEntries(
    CAUSES.map((cause) => [cause, colour(`cause-${cause}`)]),
  ) as Record<Cause, string>;
  return {
    text: colour('text'),
    quiet: colour('quiet'),
    line: colour('line'),
    p50: colour('p50'),
    p99: colour('p99'),
    p999: colour('p999'),
    max: colour('max'),
    hiccup: colour('hiccup'),
    budget: colour('budget'),
    causes,
    heat: rampOf(colour('heat').split(/[\s,]+/)),
  };
}

export class CurrentPalette {
  colours = readPalette();

  constructor(onChange: () => void) {
    for (const query of ['(prefers-color-scheme: light)', '(prefers-contrast: more)']) {
      matchMedia(query).addEventListener('change', () => {
        this.colours = readPalette();
        onChange();
      });
    }
  }
}
