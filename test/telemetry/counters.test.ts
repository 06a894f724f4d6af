import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FEED_COUNTER,
  FEED_COUNTER_DEFINITIONS,
  GATEWAY_COUNTER,
  GATEWAY_COUNTER_DEFINITIONS,
  LANE_COUNTER,
  LANE_COUNTER_DEFINITIONS,
} from '../../src/telemetry/counter-names.js';
import { CounterBlock } from '../../src/telemetry/counters.js';

describe('CounterBlock', () => {
  it('counts like a plain number, far beyond 32 bits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 40 })),
        fc.integer({ min: 0, max: 2 ** 45 }),
        (steps, start) => {
          const block = new CounterBlock(CounterBlock.allocate(3));
          block.set(1, start);
          let expected = start;
          for (const step of steps) {
            block.add(1, step);
            expected += step;
            expect(block.read(1)).toBe(expected);
          }
          expect([block.read(0), block.read(2)]).toEqual([0, 0]);
        },
      ),
    );
  });

  it('carries across the word boundaries one by one', () => {
    for (const boundary of [2 ** 31, 2 ** 32, 2 ** 33]) {
      const block = new CounterBlock(CounterBlock.allocate(1));
      block.set(0, boundary - 2);
      for (let i = -1; i < 4; i++) {
        block.add(0, 1);
        expect(block.read(0)).toBe(boundary + i);
      }
    }
  });

  it('keeps blocks that share a buffer apart', () => {
    const buffer = new SharedArrayBuffer(64);
    const first = new CounterBlock(buffer, 0, 4);
    const second = new CounterBlock(buffer, 32, 4);
    first.add(3, 10);
    second.add(0, 20);
    expect([first.read(3), second.read(0), second.read(3)]).toEqual([10, 20, 0]);
  });
});

describe('counter names', () => {
  const kinds = [
    ['feed', FEED_COUNTER, FEED_COUNTER_DEFINITIONS],
    ['lane', LANE_COUNTER, LANE_COUNTER_DEFINITIONS],
    ['gateway', GATEWAY_COUNTER, GATEWAY_COUNTER_DEFINITIONS],
  ] as const;

  it.each(kinds)(
    'of a %s have consecutive indexes, a definition each, and no series twice',
    (_kind, indexes, definitions) => {
      expect(Object.values(indexes)).toEqual(Object.values(indexes).map((_, i) => i));
      expect(Object.keys(definitions)).toEqual(Object.keys(indexes));
      const series = Object.values(definitions).map(({ name, labels }) =>
        JSON.stringify([name, labels]),
      );
      expect(new Set(series).size).toBe(series.length);
    },
  );

  it.each(kinds)(
    'of a %s that share a name mean the same and differ in the same label',
    (_kind, _indexes, definitions) => {
      const meanings = new Map<string, unknown>();
      for (const { name, labels, ...rest } of Object.values(definitions)) {
        const meaning = { ...rest, labels: Object.keys(labels) };
        expect(meaning, name).toEqual(meanings.get(name) ?? meaning);
        meanings.set(name, meaning);
      }
    },
  );

  it.each(kinds)(
    'of a %s that are words of nanoseconds are shown in seconds',
    (_kind, _indexes, definitions) => {
      for (const [key, { name, divisor }] of Object.entries(definitions)) {
        expect(divisor, name).toBe(key.endsWith('_NS') ? 1e9 : 1);
        expect(/_seconds(_total)?$/.test(name), name).toBe(key.endsWith('_NS'));
      }
    },
  );

  it.each(kinds)(
    'of a %s end in _total exactly when they only count up',
    (_kind, _indexes, definitions) => {
      for (const definition of Object.values(definitions)) {
        expect(definition.name.endsWith('_total'), definition.name).toBe(
          definition.kind === 'counter',
        );
      }
    },
  );
});
