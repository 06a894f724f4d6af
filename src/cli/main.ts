#!/usr/bin/env node
/**
 * The command `bookcast`. Owns the order at the start: signals are obeyed before anything is loaded,
 * so this file must never import more than that.
 */
import { endOnEarlySignals } from './interrupt.js';

/** Commands that run until they are stopped: being stopped early is as good an end as any. */
const [command, ...rest] = process.argv.slice(2);
if (command === 'serve' || (command === 'replay' && !rest.includes('--no-serve'))) {
  endOnEarlySignals();
}
const { runProgram } = await import('./program.js');
await runProgram();
