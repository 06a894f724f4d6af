import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../src/dashboard/style/theme.css'), 'utf8');

/** Colour variables of the block that begins at `selector`. */
function variables(selector: string): Map<string, string> {
  const block = css.split(selector)[1]!.split('}')[0]!;
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, value]) => [name!, value!]),
  );
}

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

/** WCAG 2.2, 1.4.3, for text; 1.4.11, for lines of charts. */
const TEXT_CONTRAST = 4.5;
const NO_TEXT = new Set(['ground', 'panel', 'line']);

describe.each([
  ['dark', variables(':root {')],
  ['light', variables('(prefers-color-scheme: light) {\n  :root {')],
])('the %s colours', (_, colours) => {
  it('are all there', () => {
    expect([...colours.keys()].sort()).toEqual([...variables(':root {').keys()].sort());
    expect(colours.size).toBeGreaterThan(15);
  });

  it('can be read on both grounds', () => {
    const weak = [...colours].flatMap(([name, colour]) => {
      if (NO_TEXT.has(name)) return [];
      return ['ground', 'panel']
        .map((ground) => ({ name, ground, ratio: contrast(colour, colours.get(ground)!) }))
        .filter(({ ratio }) => ratio < TEXT_CONTRAST);
    });
    expect(weak).toEqual([]);
  });
});
