/** Check: memory that may be written to disk. Cold. */
import { advice, ok, problem, type Check } from '../check.js';

const SWAPPINESS_OK = 10;
const MIB_PER_KIB = 1 / 1024;
const mib = (kib: number): string => `${Math.round(kib * MIB_PER_KIB)} MiB`;

export const swapCheck: Check = {
  id: 'swap',
  title: 'swap',
  why: 'A page that was swapped out stops the thread that touches it for milliseconds.',
  run({ files }) {
    // Filename, type, size, used, priority; sizes in KiB.
    const rows = files.text('/proc/swaps').split('\n').slice(1);
    const columns = rows.map((row) => row.trim().split(/\s+/).map(Number));
    const total = columns.reduce((sum, row) => sum + row[2]!, 0);
    const used = columns.reduce((sum, row) => sum + row[3]!, 0);
    if (total === 0) return ok('none');
    const swappiness = files.number('/proc/sys/vm/swappiness');
    const found = `${mib(used)} of ${mib(total)} in use, vm.swappiness ${swappiness}`;
    if (used > total / 2)
      return problem(found, 'swapoff -a, and free memory: the host has too little.');
    if (swappiness <= SWAPPINESS_OK) return ok(found);
    return advice(found, 'swapoff -a, or sysctl -w vm.swappiness=1');
  },
};
