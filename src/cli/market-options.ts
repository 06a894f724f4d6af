/** Options of the simulators whose market changes so often a second: how many instruments, which flow, how fast. Cold. */
import type { Command } from 'commander';
import { wholeNumber } from './whole-number.js';

export interface MarketFlags {
  readonly symbols: number;
  readonly seed: number;
  readonly rate: number;
}

export const withMarketOptions = (command: Command): Command =>
  command
    .option('--symbols <n>', 'instruments', wholeNumber('--symbols', 1, 1000), 3)
    .option('--seed <n>', 'seed of the order flow', wholeNumber('--seed', 0, 4_294_967_295), 1)
    .option(
      '--rate <n>',
      'changes of the market per second, over all instruments',
      wholeNumber('--rate', 1, 100_000),
      200,
    );
