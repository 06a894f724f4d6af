/** Check: what the kernel reads the time from. Cold. */
import { advice, ok, problem, type Check } from '../check.js';

const FOLDER = '/sys/devices/system/clocksource/clocksource0';
/** Read without a system call (vDSO), if not as fast as the processor's own counter. */
const QUICK = ['kvm-clock', 'hyperv_clocksource_tsc_page', 'arch_sys_counter'];

export const clockSourceCheck: Check = {
  id: 'clock-source',
  title: 'clock source',
  why: 'Every message is stamped several times: 25 ns a stamp by tsc, a microsecond and a system call by others.',
  run({ files }) {
    const current = files.text(`${FOLDER}/current_clocksource`);
    if (current === 'tsc') return ok(current);
    const available = (files.textIfAny(`${FOLDER}/available_clocksource`) ?? '').split(' ');
    const fix = available.includes('tsc')
      ? `echo tsc > ${FOLDER}/current_clocksource, and boot with clocksource=tsc`
      : 'Boot with tsc=reliable clocksource=tsc, or choose a machine with an invariant TSC.';
    if (!QUICK.includes(current)) return problem(current, fix);
    return available.includes('tsc') ? advice(`${current} (tsc is available)`, fix) : ok(current);
  },
};
