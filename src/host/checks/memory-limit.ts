/** Check: memory for rings, books and heaps, within the control group and on the host. Cold. */
import { cgroupFolders, type CgroupFolder } from '../cgroup.js';
import { advice, ok, problem, type Check } from '../check.js';
import type { HostFiles } from '../host-files.js';
import { bytesText, sharedBytesOf } from '../shared-bytes.js';

/** Heaps, code and books beside the shared memory, with a thousand instruments. */
const OTHER_BYTES = 320 * 1024 * 1024;
/** Version 1 writes "no limit" as the largest number of pages. */
const UNLIMITED_BYTES = 2 ** 60;
const BYTES_PER_KIB = 1024;

function limitOf(files: HostFiles, { version, path }: CgroupFolder): number {
  const text = files.textIfAny(
    version === 2 ? `${path}/memory.max` : `${path}/memory.limit_in_bytes`,
  );
  const bytes = Number(text ?? 'max');
  return bytes < UNLIMITED_BYTES ? bytes : Infinity;
}

function groupLimit(files: HostFiles): number {
  try {
    return Math.min(...cgroupFolders(files, 'memory').map((folder) => limitOf(files, folder)));
  } catch {
    // No control groups: the host's memory is the limit.
    return Infinity;
  }
}

export const memoryLimitCheck: Check = {
  id: 'memory',
  title: 'memory',
  why: 'At its limit a process is slowed down by reclaim, and then killed.',
  run({ files, config }) {
    const wanted = sharedBytesOf(config) + OTHER_BYTES;
    const limit = groupLimit(files);
    const available =
      Number(files.match('/proc/meminfo', /^MemAvailable:\s+(\d+) kB/m)) * BYTES_PER_KIB;
    const found = `limit ${limit === Infinity ? 'none' : bytesText(limit)}, ${bytesText(available)} available, about ${bytesText(wanted)} wanted`;
    const fix = `Give it ${bytesText(2 * wanted)} or more, or make rings.frameBytes and rings.eventSlotCount smaller.`;
    const free = Math.min(limit, available);
    if (free < wanted) return problem(found, fix);
    return free < 2 * wanted ? advice(found, fix) : ok(found);
  },
};
