/** The settings of the recording of raw feeds. Owns the group `record` of the schema. Cold. */
import { z } from 'zod';
import { integer, powerOfTwo, text } from './leaf.js';

export const record = z.strictObject({
  path: text(
    /^[\s\S]*$/,
    'a path',
    '',
    'Recording of everything that live venues say and hear, gone on with where it is there; {venue} in it is the venue’s name, which several venues need; empty records nothing.',
  ),
  syncMs: integer(
    10,
    60_000,
    'milliseconds',
    1_000,
    'Longest time before a recorded message is safe on the disk.',
  ),
  queueBytes: powerOfTwo(
    65_536,
    1_073_741_824,
    'bytes',
    67_108_864,
    'Messages of one venue on their way to its recording; when it is full they are not recorded, counted, and the recording says so.',
  ),
  rotateBytes: integer(
    1_048_576,
    1_000_000_000_000,
    'bytes',
    1_073_741_824,
    'Size at which a recording goes on in its next part, NAME.part2.EXT and so on.',
  ),
});
