/** What a line of `watch` says and how it is cut to the terminal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipLine, stateText } from '../../src/cli/ladder-view.js';

const GREEN = '\u001b[32m';
const RESET = '\u001b[0m';

describe('stateText', () => {
  it('is the state of the server only while the replica is in sync', () => {
    const texts = (['in-sync', 'out-of-sync', 'disconnected', 'catching-up'] as const).map((sync) =>
      stateText({ state: 'LIVE', sync }),
    );
    expect(texts).toEqual([
      'LIVE',
      'OUT OF SYNC (was LIVE)',
      'DISCONNECTED (was LIVE)',
      'CATCHING UP (was LIVE)',
    ]);
  });
});

describe('clipLine', () => {
  it('cuts characters, not colors, and ends the color it cuts through', () => {
    expect(clipLine(`ab${GREEN}cdef${RESET}`, 4)).toBe(`ab${GREEN}cd${RESET}`);
    expect(clipLine(`ab${GREEN}cd${RESET}ef`, 5)).toBe(`ab${GREEN}cd${RESET}e`);
    expect(clipLine(`${GREEN}ab${RESET}`, 2)).toBe(`${GREEN}ab${RESET}`);
  });

  it('leaves a line that fits, and never shows more than there are columns', () => {
    const part = fc.oneof(fc.constantFrom(GREEN, RESET), fc.string({ unit: 'grapheme-ascii' }));
    fc.assert(
      fc.property(fc.array(part), fc.nat(40), (parts, columns) => {
        const line = parts.join('');
        const text = line.replaceAll(GREEN, '').replaceAll(RESET, '');
        const clipped = clipLine(line, columns);
        expect(clipped.replaceAll(GREEN, '').replaceAll(RESET, '')).toBe(text.slice(0, columns));
        if (text.length <= columns) expect(clipped).toBe(line);
      }),
    );
  });
});
