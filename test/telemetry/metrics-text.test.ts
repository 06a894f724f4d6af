import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMetrics } from './metrics-text.js';
import { Exposition, MetricFamily } from '../../src/telemetry/exposition.js';

describe('the reader of /metrics', () => {
  it('takes name, labels and value, and passes over comments', () => {
    const text = [
      '# HELP lag_seconds How late {it} is 1',
      '# TYPE lag_seconds gauge',
      'lag_seconds{feed="0",kind="a b"} 1.5e-7',
      'up 1',
      '',
    ].join('\n');
    expect(parseMetrics(text)).toEqual([
      { name: 'lag_seconds', labels: { feed: '0', kind: 'a b' }, value: 1.5e-7 },
      { name: 'up', labels: {}, value: 1 },
    ]);
  });

  it('knows what is no number', () => {
    const values = parseMetrics('a NaN\nb +Inf\nc -Inf\n').map(({ value }) => value);
    expect(values).toEqual([NaN, Infinity, -Infinity]);
  });

  it('passes over lines that are none of the format', () => {
    expect(parseMetrics('<html>\nnot a metric at all\n{x="1"} 2\n')).toEqual([]);
  });

  it('reads back whatever the server writes', () => {
    const labelValue = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\n', 'n', ',', '}', '=', ' ', 'µ'),
    });
    const sample = fc.record({
      labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), labelValue, { maxKeys: 3 }),
      value: fc.double(),
    });
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const family = new MetricFamily('m', 'gauge', 'Help with "quotes", \\ and\nlines.');
        const board = new Exposition().family(family);
        for (const { labels, value } of samples) board.sample(family.series(labels), value);
        const back = parseMetrics(board.text());
        expect(back).toEqual(
          samples.map(({ labels, value }) => ({
            name: 'm',
            labels: { ...labels },
            value: value + 0,
          })),
        );
      }),
    );
  });
});
