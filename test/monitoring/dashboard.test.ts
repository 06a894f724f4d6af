/** The Grafana dashboard is whole, portable, and asks for nothing that is not there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MetricsBoard } from '../../src/runtime/metrics/metrics-board.js';
import { allocateRunPlan } from '../../src/runtime/run-plan.js';
import { parseMetrics } from '../telemetry/metrics-text.js';
import { startCommand, type RunningCommand } from '../cli/command.js';
import { dashboard, dashboardText, expressions, filledIn } from './dashboard.js';
import { LIVE_FACTS } from './live-facts.js';
import { metricsIn } from './promql.js';

const COLUMNS = 24;
const { panels, templating } = dashboard;

describe('the dashboard', () => {
  it('is one that Grafana 10 imports as new, with panels that do not overlap', () => {
    expect(dashboard).toMatchObject({ id: null, title: 'Bookcast', schemaVersion: 38 });
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(COLUMNS);
      return Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('takes its data source from the variable, everywhere, and names none of its own', () => {
    const [first, ...others] = templating.list;
    expect(first).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    const wanted = { type: 'prometheus', uid: '${datasource}' };
    for (const { name, datasource } of others) expect(datasource, name).toEqual(wanted);
    for (const { type, title, datasource, targets = [] } of panels) {
      if (type === 'row') continue;
      expect(datasource, title).toEqual(wanted);
      expect(targets.length, title).toBeGreaterThan(0);
      for (const target of targets) expect(target.datasource, title).toEqual(wanted);
    }
    expect(dashboard.uid).toBeUndefined();
    const uids = [...dashboardText.matchAll(/"uid": "([^"]*)"/g)].map(([, uid]) => uid);
    // Grafana's own annotations are in every dashboard.
    expect([...new Set(uids)].sort()).toEqual(['${datasource}', '-- Grafana --']);
  });

  it('gives every panel a unit, a title of its own and targets of their own', () => {
    const drawn = panels.filter(({ type }) => type !== 'row');
    expect(new Set(drawn.map(({ title }) => title)).size).toBe(drawn.length);
    for (const { title, fieldConfig, targets = [] } of drawn) {
      expect(fieldConfig?.defaults.unit, title).toBeTruthy();
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
    }
  });

  it('uses every variable, and none that it does not have', () => {
    const names = templating.list.map(({ name }) => name).filter((name) => name !== 'datasource');
    const used = new Set(
      expressions.flatMap(({ expr }) =>
        [...expr.matchAll(/\$([a-z]\w*)/g)].map(([, name]) => name!),
      ),
    );
    expect([...used].sort()).toEqual([...names].sort());
    for (const { where, expr } of expressions) expect(filledIn(expr), where).not.toContain('$');
  });
});

describe('the dashboard at a running server', () => {
  let command: RunningCommand;
  let text = '';
  beforeAll(async () => {
    command = startCommand(['serve', '--port', '0', '--symbols', '3']);
    const [, url] = await command.stderrMatch(/"url":"(http:[^"]+)"/);
    text = await (await fetch(`${url}/metrics`)).text();
  });
  afterAll(async () => {
    command.process.kill('SIGTERM');
    await command.ended;
  });

  it('finds every metric that it names', () => {
    // Venues are told of where there are some: from a run that has one.
    const live = new MetricsBoard(
      allocateRunPlan({
        feedCount: 1,
        laneCount: 1,
        gatewayCount: 1,
        instrumentLimit: 16,
        eventSlotCount: 256,
        frameBytes: 65_536,
      }),
      LIVE_FACTS,
    );
    const told = [...parseMetrics(text), ...parseMetrics(live.render())];
    const names = new Set(told.map(({ name }) => name));
    const queries = templating.list.flatMap(({ name, query }) =>
      typeof query === 'string' ? [] : [{ where: `variable ${name}`, expr: query.query }],
    );
    const missing = [...expressions, ...queries].flatMap(({ where, expr }) =>
      metricsIn(expr)
        .filter((name) => !names.has(name))
        .map((name) => `${where}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
