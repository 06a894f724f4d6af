/** Time of one call of a function that does not wait: warmed up, then the median of several batches. */
import { median } from '../harness/ratio.mjs';

const BATCHES = 9;
const WARM_UP_BATCHES = 4;
const QUICK_BATCHES = 3;
const QUICK_DIVISOR = 5;

/**
 * @param call takes the number of the call; what it returns must be above 0, or nothing was done.
 * @returns ns.
 */
export function nsPerCall(call, callsPerBatch, quick) {
  const times = [];
  const batches = quick ? QUICK_BATCHES : BATCHES;
  const calls = quick ? Math.ceil(callsPerBatch / QUICK_DIVISOR) : callsPerBatch;
  for (let batch = -WARM_UP_BATCHES; batch < batches; batch++) {
    const from = process.hrtime.bigint();
    let sum = 0;
    for (let i = 0; i < calls; i++) sum += call(i);
    const ns = Number(process.hrtime.bigint() - from) / calls;
    if (!(sum > 0)) throw new Error('nothing was done');
    if (batch >= 0) times.push(ns);
  }
  return median(times);
}
