/** The settings of where and how threads run. Owns the group `threads` of the schema. Cold. */
import { z } from 'zod';
import { coreList, integer } from './leaf.js';

export const threads = z.strictObject({
  feedCores: coreList('Cores that the feed thread may run on; empty leaves it to the kernel.'),
  laneCores: coreList(
    'Cores of the lanes, dealt out one after the other; empty leaves it to the kernel.',
  ),
  gatewayCores: coreList(
    'Cores of the gateways, dealt out one after the other; empty leaves it to the kernel.',
  ),
  supervisorCores: coreList(
    'Cores of the supervisor, the main thread of the process; empty leaves it to the kernel.',
  ),
  realtimePriority: integer(
    0,
    50,
    '',
    0,
    'SCHED_FIFO priority of feed, lanes and gateways; 0 is the ordinary scheduler. Needs CAP_SYS_NICE or ulimit -r.',
  ),
  sliceUs: integer(
    0,
    100_000,
    'microseconds',
    0,
    'Time slice of feed, lanes and gateways at the ordinary scheduler, Linux 6.12 and later; 0 is the kernel’s, 100 is its least.',
  ),
  youngGenerationMb: integer(
    0,
    768,
    'MiB',
    0,
    "Young generation of each thread's heap, three semi-spaces, taken in full from the start; 0 leaves it to V8.",
  ),
});
