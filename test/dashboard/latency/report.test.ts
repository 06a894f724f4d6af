import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReportError } from '../../../src/dashboard/latency/checked-fields.js';
import { readReport } from '../../../src/dashboard/latency/report.js';
import { sampleReport } from './sample-report.js';

type Json = Record<string, unknown>;

const sample = () => sampleReport({ intervalCount: 3, endMs: 1_000_000, tailEvery: 1 });
/** As it comes over the wire. */
const wire = (): Json => JSON.parse(JSON.stringify(sample())) as Json;

/** Every path to an object's field, such as intervals.0.hiccup.p99Us. */
function paths(value: unknown, trail: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...(Array.isArray(value) ? [] : [[...trail, key]]),
    ...paths(child, [...trail, key]),
  ]);
}

function parentOf(root: Json, path: readonly string[]): Json {
  return path.slice(0, -1).reduce((node, key) => node[key] as Json, root);
}

/** Shares name causes, each of which may be left out; the rest is required. */
const REQUIRED = paths(wire()).filter(
  (path) => !path.includes('shares') || path.at(-1) === 'shares',
);

const message = (json: unknown): string => {
  try {
    readReport(json);
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  return '';
};

describe('the reader of /latency', () => {
  it('takes a report as it is', () => {
    const told = sample();
    const read = readReport(wire());
    expect(read.intervals).toEqual(told.intervals);
    expect(read).toMatchObject({
      recorded: true,
      intervalMs: 1_000,
      budgetUs: 5_000,
      edgesUs: told.edgesUs,
      slowReaders: told.slowReaders,
      unexplainedRatio: 0.03,
    });
  });

  it('names the field that is missing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REQUIRED), (path) => {
        const json = wire();
        delete parentOf(json, path)[path.at(-1)!];
        expect(message(json)).toContain(`${path.at(-1)} is missing`);
      }),
    );
  });

  it('names the field that is not what it should be', () => {
    const wrong = fc.constantFrom<unknown>('12', -1, true, {}, [1], [null], undefined);
    fc.assert(
      fc.property(fc.constantFrom(...REQUIRED), wrong, (path, value) => {
        const json = wire();
        const parent = parentOf(json, path);
        const key = path.at(-1)!;
        fc.pre(typeof parent[key] === 'number' || !['string', 'object'].includes(typeof value));
        fc.pre(typeof parent[key] !== 'boolean' || typeof value !== 'boolean');
        parent[key] = value;
        expect(message(json)).toContain(key);
      }),
    );
  });

  it('names a field that it does not know', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REQUIRED), (path) => {
        const json = wire();
        parentOf(json, path)['novelty'] = 1;
        expect(message(json)).toMatch(/novelty( is unknown to this page| should be one of)/);
      }),
    );
  });

  it.each([
    ['no object', [], /^latency should be an object, not \[\]$/],
    ['nothing', undefined, /^latency should be an object, not nothing$/],
  ])('refuses %s', (_, json, said) => {
    expect(message(json)).toMatch(said);
  });

  it('refuses a cause without a name here', () => {
    const json = wire();
    (json['intervals'] as Json[])[1]!['tail'] = { ...sample().intervals[1]!.tail, cause: 'moon' };
    expect(message(json)).toMatch(
      /^intervals\[1\]\.tail\.cause should be one of gc, .*, not moon$/,
    );
  });

  it('refuses a heat map that does not fit its edges', () => {
    const json = wire();
    (json['intervals'] as Json[])[2]!['heat'] = [1, 2];
    expect(message(json)).toBe('intervals[2].heat should have 41 rows, not 2');
    expect(message({ ...wire(), edgesUs: [10, 10] })).toBe('edgesUs should be ascending numbers');
  });

  it('has no percentiles where nothing was measured, whatever is told of them', () => {
    const json = wire();
    const empty = { count: 0, p50Us: null, p90Us: 0, p99Us: null, p999Us: 7, maxUs: 0 };
    (json['intervals'] as Json[])[0]!['hiccup'] = empty;
    expect(readReport(json).intervals[0]!.hiccup).toEqual({
      count: 0,
      p50Us: NaN,
      p90Us: NaN,
      p99Us: NaN,
      p999Us: NaN,
      maxUs: NaN,
    });
  });

  it('takes a server that has measured nothing yet', () => {
    expect(readReport({ ...wire(), intervals: [], slowReaders: [] }).intervals).toEqual([]);
  });
});
