/** The settings of the threads that bring market data in. Owns the group `feeds` of the schema. Cold. */
import { z } from 'zod';
import { integer } from './leaf.js';

export const feeds = z.strictObject({
  firstInstrumentMsLimit: integer(
    0,
    600_000,
    'milliseconds',
    10_000,
    'How long the start waits for an instrument of every source; then it serves without the missing ones, with a warning.',
  ),
  restartMsMin: integer(
    1,
    60_000,
    'milliseconds',
    500,
    'Pause before the feed of a venue that broke is opened again; doubled each time it breaks within a minute.',
  ),
  restartMsMax: integer(
    1,
    600_000,
    'milliseconds',
    30_000,
    'Longest pause before the feed of a venue that broke is opened again.',
  ),
  restartLimitPerMinute: integer(
    1,
    1_000,
    'restarts',
    6,
    'Restarts of one venue’s feed within a minute; the next one waits until the minute is over.',
  ),
});
