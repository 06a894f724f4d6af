/** Check: huge pages that the kernel makes by itself. Cold. */
import { advice, ok, type Check } from '../check.js';
import { HostUnknown } from '../host-unknown.js';

const FILE = '/sys/kernel/mm/transparent_hugepage/enabled';

export const hugePagesCheck: Check = {
  id: 'huge-pages',
  title: 'huge pages',
  why: 'With "always" the kernel joins pages behind our back, and threads wait while it copies.',
  run({ files }) {
    const chosen = /\[(\w+)\]/.exec(files.text(FILE))?.[1];
    if (chosen === undefined) throw new HostUnknown(`${FILE} does not say`);
    return chosen === 'always' ? advice(chosen, `echo madvise > ${FILE}`) : ok(chosen);
  },
};
