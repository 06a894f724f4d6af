import { describe, expect, it } from 'vitest';
import { LaneSilence, type SilentThread } from '../../src/runtime/lanes/lane-silence.js';

const LIMIT_MS = 60;
const CHECK_MS = 15;

/** A silence of so many checks; `at` says what the thread has done by each. @returns the check of the verdict. */
function checksUntilVerdict(
  at: (check: number) => SilentThread,
  silence = new LaneSilence(),
): number | undefined {
  for (let check = 0; check < 100; check++) {
    silence.goOn(CHECK_MS, at(check));
    if (silence.verdict(LIMIT_MS) !== undefined) return check;
  }
  return undefined;
}

const spins = (check: number): SilentThread => ({
  onCoreNs: 7e9 + check * CHECK_MS * 1e6,
  isAsleep: false,
});

describe('the silence of a lane', () => {
  it('is death once it has worked for the limit without a beat', () => {
    expect(checksUntilVerdict(spins)).toBe(LIMIT_MS / CHECK_MS);
  });

  it('is not while it is ready and gets no core, however long that takes', () => {
    expect(checksUntilVerdict(() => ({ onCoreNs: 7e9, isAsleep: false }))).toBeUndefined();
  });

  it('is death later for a lane that gets a core now and then, and for one that sleeps', () => {
    const starved = (check: number): SilentThread => ({ ...spins(check / 3), isAsleep: false });
    expect(checksUntilVerdict(starved)).toBe((3 * LIMIT_MS) / CHECK_MS);
    const asleep = (): SilentThread => ({ onCoreNs: 0, isAsleep: true });
    expect(checksUntilVerdict(asleep)).toBe((2.5 * LIMIT_MS) / CHECK_MS - 1);
  });

  it('begins anew with every beat', () => {
    const silence = new LaneSilence();
    for (let check = 0; check < 100; check++) {
      if (check % 4 === 0) silence.end();
      silence.goOn(CHECK_MS, spins(check));
      expect(silence.verdict(LIMIT_MS)).toBeUndefined();
    }
  });

  it('counts no more work than time went by', () => {
    const silence = new LaneSilence();
    silence.goOn(CHECK_MS, { onCoreNs: 0, isAsleep: false });
    silence.goOn(CHECK_MS, { onCoreNs: 900e6, isAsleep: false });
    expect(silence.verdict(LIMIT_MS)).toBeUndefined();
  });
});
