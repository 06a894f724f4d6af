import { describe, expect, it } from 'vitest';
import { Exposition } from '../../src/telemetry/exposition.js';

describe('Exposition', () => {
  it('writes help, type and samples in the Prometheus text format', () => {
    const text = new Exposition()
      .metric('bookcast_lane_events_total', 'counter', 'Events.')
      .sample({ lane: 0 }, 12)
      .sample({ lane: 1 }, 0.5)
      .metric('bookcast_stage_seconds', 'summary', 'Stages.')
      .sample({ stage: 'a', quantile: 0.99 }, 1e-6)
      .sample({ stage: 'a' }, 3, '_count')
      .text();
    expect(text).toBe(
      [
        '# HELP bookcast_lane_events_total Events.',
        '# TYPE bookcast_lane_events_total counter',
        'bookcast_lane_events_total{lane="0"} 12',
        'bookcast_lane_events_total{lane="1"} 0.5',
        '# HELP bookcast_stage_seconds Stages.',
        '# TYPE bookcast_stage_seconds summary',
        'bookcast_stage_seconds{stage="a",quantile="0.99"} 0.000001',
        'bookcast_stage_seconds_count{stage="a"} 3',
        '',
      ].join('\n'),
    );
  });

  it('escapes label values and help, and writes what is not finite as the format wants it', () => {
    const text = new Exposition()
      .metric('m', 'gauge', 'a\nb\\c')
      .sample({ name: 'x"y\\z\nw' }, Infinity)
      .sample({}, NaN)
      .text();
    expect(text.split('\n').slice(0, 4)).toEqual([
      '# HELP m a\\nb\\\\c',
      '# TYPE m gauge',
      'm{name="x\\"y\\\\z\\nw"} +Inf',
      'm NaN',
    ]);
  });

  it('refuses bad names and a family that comes twice', () => {
    expect(() => new Exposition().metric('a-b', 'gauge', '')).toThrow('a-b');
    expect(() => new Exposition().metric('a', 'gauge', '').sample({ 'b c': 1 }, 1)).toThrow('b c');
    expect(() => new Exposition().metric('a', 'gauge', '').metric('a', 'gauge', '')).toThrow(
      'twice',
    );
  });
});
