/** Check: the kernel's version. Cold. */
import { advice, ok, type Check } from '../check.js';

/** Nothing older is tested. */
const MAJOR_MIN = 5;

export const kernelCheck: Check = {
  id: 'kernel',
  title: 'kernel',
  why: 'Older kernels wake sleeping threads later and account for less of it.',
  run({ files }) {
    const release = files.text('/proc/sys/kernel/osrelease');
    const major = Number.parseInt(release, 10);
    return major >= MAJOR_MIN ? ok(release) : advice(release, `Use Linux ${MAJOR_MIN} or later.`);
  },
};
