/** docs/operations.md describes what there is: every key, metric, stage and exit code, and no others. */
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-code.js';
import { CONFIG_KEYS } from '../../src/config/keys.js';
import { parseMetrics } from '../telemetry/metrics-text.js';
import { CLOSE } from '../../src/gateway/close-codes.js';
import { MetricsBoard } from '../../src/runtime/metrics/metrics-board.js';
import { allocateRunPlan, STAGES_OF } from '../../src/runtime/run-plan.js';
import { LatencyDocument } from '../../src/runtime/tail/latency-document.js';
import { LatestText } from '../../src/ring/latest-text.js';
import { LIVE_FACTS } from '../monitoring/live-facts.js';
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
    recording: { feeds: [{ feed: 0, path: 'raw.bcr' }], queueBytes: 65_536 },
  }),
  LIVE_FACTS,
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

  it('has a row for every field of /latency, and no other', () => {
    const texts = { whole: LatestText.allocate(4_096), newest: LatestText.allocate(4_096) };
    const none = { count: 0, p50Us: 0, p90Us: 0, p99Us: 0, p999Us: 0, maxUs: 0 };
    const interval = { endMs: 1, stages: {}, hiccup: none, heat: [], tail: null };
    const document = new LatencyDocument(texts, 1_000, 5_000);
    document.add(interval);
    document.publish([], 0);
    const answer = new TextDecoder().decode(new LatestText(texts.whole).read());
    const named = tableRows('What /latency answers').flatMap(([fields]) => fields!.split(', '));
    expect(named.filter((name) => !name.includes('[]'))).toEqual(
      Object.keys(JSON.parse(answer) as object),
    );
    expect(named.filter((name) => name.includes('[]'))).toEqual(
      Object.keys(interval)
        .filter((key) => key !== 'endMs')
        .map((key) => `intervals[].${key}`),
    );
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
    // Secrets are no settings: nobody prints them.
    const isSecret = (name: string): boolean =>
      /^BOOKCAST_FIX_\w*(PASSWORD|PASSPHRASE)$/.test(name);
    expect(namedVariables.filter((name) => !variables.has(name) && !isSecret(name))).toEqual([]);
  });
});
