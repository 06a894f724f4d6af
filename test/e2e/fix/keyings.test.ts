import { describe } from 'vitest';
import { itSurvivesFixFaults, type ExpectedFault } from './fix-faults.js';

const ETH = 'ETH/USD';
const SHORT: readonly ExpectedFault[] = [
  { kind: 'drop', symbol: ETH, books: 'one' },
  { kind: 'garble', books: 'all' },
  { kind: 'disconnect-mid-message', books: 'all' },
  { kind: 'unasked-image', symbol: ETH, books: 'none' },
];
const RANGES: readonly ExpectedFault[] = [
  { kind: 'empty-book', symbol: ETH, books: 'none' },
  { kind: 'delete-thru', symbol: ETH, books: 'none' },
  { kind: 'delete-from', symbol: ETH, books: 'none' },
];

describe('a FIX counterparty that names entries', () => {
  itSurvivesFixFaults(
    'by id in FIX 4.2, in fragments, instruments inherited',
    { version: 'FIX.4.2', keying: 'id', fragmentEntries: 3, inheritsInstrument: true },
    [...SHORT, { kind: 'cut-fragment', symbol: ETH, books: 'one' }],
  );
  itSurvivesFixFaults(
    'by level in FIX 5.0 SP2, ten deep',
    { version: 'FIX.5.0SP2', keying: 'level', depthLimit: 10 },
    [...SHORT, ...RANGES],
  );
  itSurvivesFixFaults('by price in FIX 5.0 SP2', { version: 'FIX.5.0SP2' }, [...SHORT, ...RANGES]);
});
