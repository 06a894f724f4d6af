/** Check: two hardware threads on one core. Cold. */
import { advice, ok, type Check } from '../check.js';

export const smtCheck: Check = {
  id: 'smt',
  title: 'SMT',
  why: "Siblings share a core's units and caches: a busy neighbour slows a hot thread by a third.",
  run({ files }) {
    const isActive = files.number('/sys/devices/system/cpu/smt/active') === 1;
    if (!isActive) return ok('off');
    return advice(
      'on',
      'echo off > /sys/devices/system/cpu/smt/control, or place hot threads on cores with idle siblings (threads.*Cores).',
    );
  },
};
