/** Check: the shared memory that the rings need can be had at once. Cold. */
import { ok, problem, type Check } from '../check.js';
import { bytesText, sharedBytesOf } from '../shared-bytes.js';

export const sharedMemoryCheck: Check = {
  id: 'shared-memory',
  title: 'shared memory',
  why: 'Rings are allocated before anything starts; without them the server ends at once.',
  run({ files, config, probes }) {
    const wanted = sharedBytesOf(config);
    let shm = '';
    try {
      // Not what the rings live in (they are anonymous memory), but what a container's other programs use.
      shm = `; /dev/shm ${bytesText(files.fileSystemBytes('/dev/shm'))}, not needed`;
    } catch {
      shm = '';
    }
    try {
      probes.allocateShared(wanted);
      return ok(`${bytesText(wanted)} allocated${shm}`);
    } catch {
      return problem(
        `${bytesText(wanted)} cannot be allocated${shm}`,
        'Make rings.frameBytes and rings.eventSlotCount smaller, or raise ulimit -v and the memory limit.',
      );
    }
  },
};
