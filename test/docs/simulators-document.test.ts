/** The faults of docs/simulators.md against the code. */
import { describe, expect, it } from 'vitest';
import { FIX_FAULT_KINDS } from '../../src/exchange/fix/fix-faults.js';
import { readDocument } from './table-rows.js';

describe('the page of the simulators', () => {
  it('has every fault of the FIX simulator once, in the order of the code', () => {
    const [, faults] = readDocument('simulators.md').split('| fault | what happens |');
    const named = faults!
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, kind]) => kind));
    expect(named).toEqual([...FIX_FAULT_KINDS]);
  });
});
