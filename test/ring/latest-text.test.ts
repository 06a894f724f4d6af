import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatestText } from '../../src/ring/latest-text.js';

describe('LatestText', () => {
  it('gives the newest text that fitted, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (texts) => {
        const buffer = LatestText.allocate(32);
        const writer = new LatestText(buffer);
        const reader = new LatestText(buffer);
        let newest = new Uint8Array();
        for (const text of texts) {
          expect(writer.write(text)).toBe(text.length <= 32);
          if (text.length <= 32) newest = new Uint8Array(text);
          expect([...reader.read()]).toEqual([...newest]);
        }
      }),
    );
  });
});
