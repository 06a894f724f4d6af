/** docs/recording.md and the drawings in the code say what the constants say. */
import { describe, expect, it } from 'vitest';
import {
  BLOCK_HEADER,
  BLOCK_HEADER_BYTES,
  FOOTER,
  FOOTER_BYTES,
} from '../../src/capture/block-layout.js';
import { readDocument, tableRows } from '../docs/table-rows.js';
import { constantName, readDrawnMaps } from '../ring/memory-map.js';

const maps = readDrawnMaps('src/capture/block-layout.ts');

describe('the layout of a recording', () => {
  it.each([
    ['block header', BLOCK_HEADER, BLOCK_HEADER_BYTES],
    ['footer', FOOTER, FOOTER_BYTES],
  ] as const)('%s is drawn as the constants have it', (title, constants, bytes) => {
    const map = maps.find((each) => each.title === title)!;
    expect(map.bytes).toBe(bytes);
    const drawn = Object.entries(map.offsets).map(([name, at]) => [constantName(name), at]);
    expect(Object.fromEntries(drawn)).toEqual(constants);
  });

  it('is documented field by field, without a hole', () => {
    const rows = tableRows(readDocument('recording.md'), 'The format');
    const ranges = rows.map(([range, name]) => {
      const [from, to = from] = range!.split('–').map(Number) as [number, number?];
      return { from, to: to! + 1, name: constantName(name!) };
    });
    let at = 0;
    for (const { from, to } of ranges) {
      expect(from).toBe(at);
      at = to;
    }
    expect(at).toBe(BLOCK_HEADER_BYTES);
    const offsets: Readonly<Record<string, number>> = BLOCK_HEADER;
    const named = ranges.filter(({ name }) => name !== '' && name !== 'COMPRESSION');
    for (const { from, to, name } of named) {
      expect([name, offsets[to - from === 8 ? `${name}_LOW` : name]]).toEqual([name, from]);
    }
    expect(named.length).toBe(12);
  });
});
