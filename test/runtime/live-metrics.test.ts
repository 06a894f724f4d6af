/** What /metrics tells of live sources, and that it tells nothing of venues that are not there. */
import { describe, expect, it } from 'vitest';
import { MetricsBoard } from '../../src/runtime/metrics/metrics-board.js';
import { allocateRunPlan } from '../../src/runtime/run-plan.js';
import { LIVE_FACTS } from '../monitoring/live-facts.js';

const plan = allocateRunPlan({
  feedCount: 2,
  laneCount: 1,
  gatewayCount: 0,
  instrumentLimit: 16,
  eventSlotCount: 256,
  frameBytes: 65_536,
});

/** Samples of the metrics that are about venues. */
function venueLines(liveSummary: (typeof LIVE_FACTS)['liveSummary']): string[] {
  const text = new MetricsBoard(plan, { ...LIVE_FACTS, liveSummary }).render();
  return text.split('\n').filter((line) => line.startsWith('bookcast_venue_'));
}

describe('the metrics of live sources', () => {
  it('have the feed, its venue, and what tells the parts apart', () => {
    const lines = venueLines((feed) => (feed === 1 ? LIVE_FACTS.liveSummary(1) : undefined));
    expect(lines).toContain('bookcast_venue_connections{feed="1",venue="binance"} 2');
    expect(lines).toContain(
      'bookcast_venue_resyncs_total{feed="1",venue="binance",reason="sequence-gap"} 2',
    );
    expect(lines).toContain(
      'bookcast_venue_refused_messages_total{feed="1",venue="binance",reason="not-json"} 3',
    );
    expect(lines).toContain('bookcast_venue_line_lost_total{feed="1",venue="binance",line="b"} 4');
    expect(lines).toContain(
      'bookcast_venue_line_lead_seconds{feed="1",venue="binance",line="a"} 0.0015',
    );
    expect(lines).toContain(
      'bookcast_venue_line_lead_seconds{feed="1",venue="binance",line="b"} NaN',
    );
    expect(lines).toContain('bookcast_venue_rest_wait_seconds_total{feed="1",venue="binance"} 2.5');
    expect(lines.filter((line) => line.includes('feed="0"'))).toEqual([]);
  });

  it('are not there without such a source, nor the parts that a venue does not have', () => {
    expect(venueLines(() => undefined)).toEqual([]);
    const whole = LIVE_FACTS.liveSummary(0)!;
    const { lines, transport, ...bare } = whole;
    expect([lines, transport]).not.toContain(undefined);
    const told = venueLines(() => ({ ...bare, resyncs: {} })).map((line) => line.split('{')[0]);
    expect([...new Set(told)]).toEqual([
      'bookcast_venue_queued_inputs',
      'bookcast_venue_refused_messages_total',
      'bookcast_venue_slow_path_messages_total',
    ]);
  });
});
