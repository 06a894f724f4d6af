import { describe, expect, it } from 'vitest';
import { Exposition, MetricFamily } from '../../src/telemetry/exposition.js';

describe('Exposition', () => {
  it('writes help, type and samples in the Prometheus text format', () => {
    const events = new MetricFamily('bookcast_lane_events_total', 'counter', 'Events.');
    const stages = new MetricFamily('bookcast_stage_seconds', 'histogram', 'Stages.');
    const text = new Exposition()
      .family(events)
      .sample(events.series({ lane: 0 }), 12)
      .sample(events.series({ lane: 1 }), 0.5)
      .family(stages)
      .sample(stages.series({ stage: 'a', le: 1e-6 }, '_bucket'), 2)
      .sample(stages.series({}, '_count'), 3)
      .text();
    expect(text).toBe(
      [
        '# HELP bookcast_lane_events_total Events.',
        '# TYPE bookcast_lane_events_total counter',
        'bookcast_lane_events_total{lane="0"} 12',
        'bookcast_lane_events_total{lane="1"} 0.5',
        '# HELP bookcast_stage_seconds Stages.',
        '# TYPE bookcast_stage_seconds histogram',
        'bookcast_stage_seconds_bucket{stage="a",le="0.000001"} 2',
        'bookcast_stage_seconds_count 3',
        '',
      ].join('\n'),
    );
  });

  it('escapes label values and help, and writes what is not finite as the format wants it', () => {
    const family = new MetricFamily('m', 'gauge', 'a\nb\\c');
    const text = new Exposition()
      .family(family)
      .sample(family.series({ name: 'x"y\\z\nw' }), Infinity)
      .sample(family.series(), NaN)
      .text();
    expect(text.split('\n').slice(0, 4)).toEqual([
      '# HELP m a\\nb\\\\c',
      '# TYPE m gauge',
      'm{name="x\\"y\\\\z\\nw"} +Inf',
      'm NaN',
    ]);
  });

  it('refuses bad names and a metric that comes twice', () => {
    expect(() => new MetricFamily('a-b', 'gauge', '')).toThrow('a-b');
    const family = new MetricFamily('a', 'gauge', '');
    expect(() => family.series({ 'b c': 1 })).toThrow('b c');
    expect(() => new Exposition().family(family).family(family)).toThrow('twice');
  });
});
