/** Options of `bookcast latency` as values. Owns what their texts may be. Cold. */
import { InvalidArgumentError } from 'commander';
import type { TimeBound } from '../latency/merged-log.js';

/** Nanoseconds in a unit, and how the unit is written for people. */
export const UNITS = {
  ns: { ns: 1, text: 'ns' },
  us: { ns: 1e3, text: 'µs' },
  ms: { ns: 1e6, text: 'ms' },
  s: { ns: 1e9, text: 's' },
} as const;

export type Unit = keyof typeof UNITS;

export interface LatencyFlags {
  readonly tag?: readonly string[];
  readonly from?: TimeBound;
  readonly to?: TimeBound;
  readonly unit?: Unit;
  readonly recordedIn: Unit;
  readonly list?: boolean;
  readonly compare?: boolean;
  readonly json?: boolean;
  readonly svg?: string;
  readonly html?: string;
}

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** `90`, `90s` … since the start, or an ISO time; one without a zone is UTC. */
export function timeBoundFromText(text: string): TimeBound {
  const seconds = /^(\d+(\.\d+)?)s?$/.exec(text);
  if (seconds !== null) return { kind: 'elapsed', seconds: Number(seconds[1]) };
  const zone = /(Z|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes(':') ? '' : 'Z';
  const ms = ISO.test(text) ? Date.parse(text.replace(' ', 'T') + zone) : NaN;
  if (Number.isNaN(ms)) {
    throw new InvalidArgumentError(
      'Expected seconds since the start (90) or an ISO time (2026-11-21T04:56:40Z).',
    );
  }
  return { kind: 'wall', ms };
}

export function unitFromText(text: string): Unit {
  const unit = text === 'µs' ? 'us' : text;
  if (!(unit in UNITS)) throw new InvalidArgumentError('Expected ns, us, ms or s.');
  return unit as Unit;
}

export const tagFromText = (tag: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  tag,
];
