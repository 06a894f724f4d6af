/** Check: a daemon that moves interrupts onto any core. Cold. */
import { advice, ok, type Check } from '../check.js';

export const irqBalanceCheck: Check = {
  id: 'irqbalance',
  title: 'irqbalance',
  why: 'It moves interrupts onto the cores of hot threads, which then stand still for them.',
  run({ files }) {
    const processes = files.names('/proc').filter((name) => /^\d+$/.test(name));
    const isRunning = processes.some(
      (pid) => files.textIfAny(`/proc/${pid}/comm`) === 'irqbalance',
    );
    if (!isRunning) return ok('not running');
    return advice(
      'running',
      'systemctl disable --now irqbalance (and set /proc/irq/*/smp_affinity_list), or IRQBALANCE_BANNED_CPULIST= the cores of the server.',
    );
  },
};
