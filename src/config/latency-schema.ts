/** The settings of what is measured and kept of latencies. Owns the group `latency` of the schema. Cold. */
import { z } from 'zod';
import { integer, text, toggle } from './leaf.js';

export const latency = z.strictObject({
  record: toggle(
    true,
    'Whether stages, slow messages and their causes are recorded at all; without it they read as nothing.',
  ),
  budgetUs: integer(
    50,
    60_000_000,
    'microseconds',
    5_000,
    'What a message may take from receipt to the write to its clients: intervals whose p99.9 is above are attributed to causes.',
  ),
  logDir: text(
    /^[\s\S]*$/,
    'a path',
    '',
    'Folder for latency logs (HdrHistogram V2), made where it is missing; empty writes none.',
  ),
  logRotateMinutes: integer(
    1,
    10_080,
    'minutes',
    60,
    'Age at which a latency log is closed and the next one begun.',
  ),
  logFilesLimit: integer(
    1,
    100_000,
    'files',
    48,
    'Latency logs kept in the folder; the oldest is deleted for one more.',
  ),
});
