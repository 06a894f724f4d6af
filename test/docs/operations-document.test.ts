/** docs/operations.md describes what there is: every key, metric, stage and exit code, and no others. */
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-code.js';
import { CONFIG_KEYS } from '../../src/config/keys.js';
import { parseMetrics } from '../telemetry/metrics-text.js';
import { CLOSE } from '../../src/gateway/close-codes.js';
import { MetricsBoard } from '../../src/runtime/metrics/metrics-board.js';
import { allocateRunPlan, STAGES_OF } from '../../src/runtime/run-plan.js';
import { readDocument, tableRows as rowsOf } from './table-rows.js';

const text = readDocument('operations.md');
const tableRows = (chapter: string): string[][] => rowsOf(text, chapter);

const metricsText = new MetricsBoard(
  allocateRunPlan({
    feedCount: 1,
    laneCount: 1,
    gatewayCount: 1,
    instrumentLimit: 16,
    eventSlotCount: 256,
    frameBytes: 65_536,
  }),
  { version: '0', laneRestarts: () => 0, laneIsUp: () => true },
).render();

/** name, TYPE, HELP as /metrics tells them. */
const metricFamilies = [...metricsText.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm)].map(
  ([, name, help, kind]) => [name!, kind!, help!],
);

describe('docs/operations.md', () => {
  it('has a row for every config key, with its default, what is allowed and its meaning', () => {
    const expected = CONFIG_KEYS.map((key) => [
      key.name,
      JSON.stringify(key.fallback),
      key.traits.allowed,
      key.doc,
    ]);
    expect(tableRows('Every setting')).toEqual(expected);
  });

  it('has a row for every metric that /metrics shows, and no other', () => {
    const samples = new Set(
      parseMetrics(metricsText).map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    expect(new Set(metricFamilies.map(([name]) => name))).toEqual(samples);
    expect(tableRows('Every metric')).toEqual(metricFamilies);
  });

  it('names no metric anywhere that does not exist', () => {
    const known = new Set(metricFamilies.map(([name]) => name));
    const named = [...text.matchAll(/`((?:bookcast|process)_\w+)/g)].map(([, name]) => name!);
    expect(
      named.filter(
        (name) => !known.has(name) && !known.has(name.replace(/_(bucket|sum|count)$/, '')),
      ),
    ).toEqual([]);
  });

  it('explains every stage', () => {
    expect(tableRows('What each stage means').map(([stage]) => stage)).toEqual(
      Object.values(STAGES_OF).flat(),
    );
  });

  it('lists the exit codes', () => {
    const codes = tableRows('Signals and exit codes').map(([code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });

  it('lists the close codes', () => {
    const codes = tableRows('Slow clients and limits').map(([code, reason]) => [
      Number(code),
      reason,
    ]);
    expect(codes).toEqual(Object.values(CLOSE).map(({ code, reason }) => [code, reason]));
  });

  it('names settings by their right names', () => {
    const names = new Set(CONFIG_KEYS.map(({ name }) => name));
    const groups = new Set(CONFIG_KEYS.map(({ path }) => path[0]!));
    const named = [...text.matchAll(/`([a-z]+(?:\.[a-zA-Z]+)+)`/g)].map(([, name]) => name!);
    const meant = named.filter((name) => groups.has(name.split('.')[0]!));
    expect(meant.length).toBeGreaterThan(CONFIG_KEYS.length);
    expect(meant.filter((name) => !names.has(name))).toEqual([]);
    const variables = new Set([...CONFIG_KEYS.map(({ env }) => env), 'BOOKCAST_CONFIG']);
    const namedVariables = [...text.matchAll(/BOOKCAST_[A-Z_]+/g)].map(([name]) => name);
    expect(namedVariables.filter((name) => !variables.has(name))).toEqual([]);
  });
});
