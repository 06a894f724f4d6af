/**
 * The counters of one recording: place in its block, name at /metrics, meaning. Written by the recorder
 * thread. Every thread.
 */
import type { MetricKind } from './exposition.js';

interface RecordingCounter {
  readonly name: string;
  readonly kind: Extract<MetricKind, 'counter' | 'gauge'>;
  readonly help: string;
}

export const RECORDING_COUNTER_DEFINITIONS = {
  UP: {
    name: 'recording_up',
    kind: 'gauge',
    help: 'Whether the recording of a feed goes on: 1, or 0 once its file could not be written or it was closed.',
  },
  RECORDS: {
    name: 'recording_records_total',
    kind: 'counter',
    help: 'Records written into the recording of a feed.',
  },
  SYNCED_RECORDS: {
    name: 'recording_synced_records_total',
    kind: 'counter',
    help: 'Records that would survive a loss of power.',
  },
  MISSING_RECORDS: {
    name: 'recording_missing_records_total',
    kind: 'counter',
    help: 'Records that found the queue of the recording full; it says where they are missing.',
  },
  BYTES: {
    name: 'recording_bytes_total',
    kind: 'counter',
    help: 'Bytes written into the recording of a feed, compressed.',
  },
  QUEUE_BYTES: {
    name: 'recording_queue_bytes',
    kind: 'gauge',
    help: 'Bytes that waited for the recorder when it last looked.',
  },
} as const satisfies Readonly<Record<string, RecordingCounter>>;

export const RECORDING_COUNTER = Object.fromEntries(
  Object.keys(RECORDING_COUNTER_DEFINITIONS).map((name, index) => [name, index]),
) as Readonly<Record<keyof typeof RECORDING_COUNTER_DEFINITIONS, number>>;
export const RECORDING_COUNTER_COUNT = Object.keys(RECORDING_COUNTER).length;
