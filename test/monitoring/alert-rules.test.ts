/** The alert rules of docs/monitoring: valid, each shown to fire and to stay silent, none undocumented. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { MetricsBoard } from '../../src/runtime/metrics/metrics-board.js';
import { allocateRunPlan } from '../../src/runtime/run-plan.js';
import { repositoryRoot } from '../architecture/source-tree.js';
import { readDocument, tableRows } from '../docs/table-rows.js';
import { ALERT_CASES, SLOW_CLIENTS_BY_DROPS, type InputSeries } from './alert-cases.js';
import { LIVE_FACTS } from './live-facts.js';
import { prometheusMissing, promtool } from './prometheus.js';
import { familyOf, metricsIn } from './promql.js';

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

const rulesFile = join(repositoryRoot, 'docs', 'monitoring', 'alerts.yaml');
const { groups } = parse(readFileSync(rulesFile, 'utf8')) as {
  groups: { rules: AlertRule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

describe('the alert rules', () => {
  it('are those of "What to watch", each about the metrics named there', () => {
    const rows = tableRows(readDocument('operations.md'), 'What to watch');
    expect(rows.map(([, rule]) => rule).sort()).toEqual(rules.map(({ alert }) => alert).sort());
    for (const [watched, rule] of rows) {
      const { expr } = rules.find(({ alert }) => alert === rule)!;
      expect(metricsIn(expr).sort(), rule).toEqual(metricsIn(watched!).sort());
    }
  });

  it('name only metrics that a server has', () => {
    const plan = allocateRunPlan({
      feedCount: 1,
      laneCount: 1,
      gatewayCount: 1,
      instrumentLimit: 16,
      eventSlotCount: 256,
      frameBytes: 65_536,
    });
    const text = new MetricsBoard(plan, LIVE_FACTS).render();
    const families = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    for (const { alert, expr } of rules) {
      for (const name of metricsIn(expr)) {
        expect(families.has(name) || families.has(familyOf(name)), `${alert}: ${name}`).toBe(true);
      }
    }
  });

  it('say how urgent they are, what is wrong and what to do', () => {
    for (const { alert, labels, annotations } of rules) {
      expect(['page', 'ticket'], alert).toContain(labels.severity);
      expect(Object.keys(annotations), alert).toEqual(['summary', 'description']);
    }
    expect(Object.keys(ALERT_CASES)).toEqual(rules.map(({ alert }) => alert));
  });
});

describe.skipIf(prometheusMissing())('the alert rules in promtool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bookcast-rules-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** One unit test: what the rule says 10 minutes into these series. */
  const unitTest = (
    { alert, labels, annotations }: AlertRule,
    series: InputSeries,
    firesWith: Readonly<Record<string, string>> | undefined,
  ): unknown => ({
    interval: '15s',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      {
        eval_time: '10m',
        alertname: alert,
        exp_alerts:
          firesWith === undefined
            ? []
            : [{ exp_labels: { ...labels, ...firesWith }, exp_annotations: annotations }],
      },
    ],
  });

  function testRules(tests: readonly unknown[]): ReturnType<typeof promtool> {
    const file = join(folder, 'tests.yaml');
    writeFileSync(file, stringify({ rule_files: [rulesFile], evaluation_interval: '15s', tests }));
    return promtool(['test', 'rules', file]);
  }

  it('are valid', () => {
    const { code, output } = promtool(['check', 'rules', rulesFile]);
    expect(code, output).toBe(0);
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s fires when it should, and only then',
    (alert, rule) => {
      const { fires, labels, silent } = ALERT_CASES[alert]!;
      const { code, output } = testRules([
        unitTest(rule, fires, labels),
        ...silent.map((series) => unitTest(rule, series, undefined)),
      ]);
      expect(code, output).toBe(0);
      // The tool does compare: what fires is not silent.
      expect(testRules([unitTest(rule, fires, undefined)]).code).not.toBe(0);
    },
  );

  it('tell slow clients by drops to image as well as by evictions', () => {
    const rule = rules.find(({ alert }) => alert === 'BookcastSlowClients')!;
    const { labels } = ALERT_CASES['BookcastSlowClients']!;
    const { code, output } = testRules([unitTest(rule, SLOW_CLIENTS_BY_DROPS, labels)]);
    expect(code, output).toBe(0);
  });
});
