/** /metrics as a real Prometheus sees it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMetrics } from '../telemetry/metrics-text.js';
import { STAGES_OF } from '../../src/runtime/run-plan.js';
import { expressions, filledIn } from './dashboard.js';
import { prometheusMissing, promtool } from './prometheus.js';
import { ScrapedServer } from './scraped-server.js';

const STAGES = Object.values(STAGES_OF).flat();
/** What Prometheus counts of samples that it could not take as they came. */
const REFUSALS = [
  'prometheus_target_scrapes_sample_out_of_order_total',
  'prometheus_target_scrapes_sample_out_of_bounds_total',
  'prometheus_target_scrapes_sample_duplicate_timestamp_total',
  'prometheus_target_scrapes_exceeded_sample_limit_total',
];

describe.skipIf(prometheusMissing())('/metrics at a real Prometheus', () => {
  let server: ScrapedServer;
  beforeAll(async () => {
    server = await ScrapedServer.start();
  });
  afterAll(() => server?.stop());

  it('has no complaint of promtool', async () => {
    const { code, output } = promtool(['check', 'metrics'], await server.metricsText());
    expect({ code, output }).toEqual({ code: 0, output: '' });
    // The check is there: a name that breaks the conventions is told.
    const bad =
      '# HELP bookcast_wait_ns Wait.\n# TYPE bookcast_wait_ns gauge\nbookcast_wait_ns 1\n';
    expect(promtool(['check', 'metrics'], bad).code).not.toBe(0);
  });

  it('is scraped whole and without an error', async () => {
    const { prometheus } = server;
    expect(await prometheus.target()).toMatchObject({ health: 'up', lastError: '' });
    const samples = parseMetrics(await server.metricsText());
    const scraped = await prometheus.query('scrape_samples_scraped');
    expect(scraped.map(({ value }) => value)).toEqual([samples.length]);
    const own = parseMetrics(await (await fetch(`${prometheus.url}/metrics`)).text());
    for (const refusal of REFUSALS) {
      expect(own.find(({ name }) => name === refusal)?.value, refusal).toBe(0);
    }
  });

  it('has the same types and meanings in the metadata', async () => {
    const metadata =
      await server.prometheus.api<Record<string, { type: string; help: string }[]>>('metadata');
    const told = [
      ...(await server.metricsText()).matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm),
    ].map(([, name, help, type]) => [name, { type, help, unit: '' }] as const);
    expect(told.length).toBeGreaterThan(50);
    for (const [name, wanted] of told) expect(metadata[name!], name).toEqual([wanted]);
  });

  it('gives the quantiles of every stage from its buckets', async () => {
    const quantiles = await server.prometheus.query(
      'histogram_quantile(0.99, sum by (stage, le) (increase(bookcast_stage_seconds_bucket[1m])))',
    );
    expect(quantiles.map(({ metric }) => metric['stage']).sort()).toEqual([...STAGES].sort());
    for (const { metric, value } of quantiles) {
      expect(Number.isFinite(value) && value > 0, metric['stage']).toBe(true);
    }
    const outside = await server.prometheus.query(
      'bookcast_stage_seconds_count - ignoring (le) bookcast_stage_seconds_bucket{le="+Inf"}',
    );
    expect(outside.map(({ value }) => value)).toEqual(STAGES.map(() => 0));
  });

  it('counts on from scrape to scrape', async () => {
    // One feed a source: the simulator and a venue.
    const messages = await server.prometheus.query('increase(bookcast_feed_messages_total[1m])');
    expect(messages).toHaveLength(2);
    expect(messages[0]!.value).toBeGreaterThan(0);
    expect(messages[0]!.metric).toMatchObject({ feed: '0', job: 'bookcast' });
    expect(await server.prometheus.query('resets(bookcast_feed_messages_total[1m])')).toMatchObject(
      [{ value: 0 }, { value: 0 }],
    );
  });

  it('answers every expression of the dashboard', async () => {
    expect(expressions.length).toBeGreaterThan(30);
    const empty: string[] = [];
    for (const { where, expr } of expressions) {
      const answer = await server.prometheus.query(filledIn(expr));
      // Lanes have not restarted: an annotation that is empty is right.
      if (answer.length === 0 && !where.startsWith('annotation')) empty.push(where);
    }
    expect(empty).toEqual([]);
  });
});
