import { describe, expect, it } from 'vitest';
import {
  SESSION_DEFAULTS,
  type FixVersion,
  type SessionSettings,
} from '../../../src/fix/session/session-settings.js';
import { NO_FAULTS, Random, SessionWorld, type Faults } from './session-world.js';

const RUNS = 1_200;
const SEED = 20260105;
const STEPS = 150;
const SETTLE_STEPS_LIMIT = 20_000;

function worldOf(random: Random, resets: boolean): SessionWorld {
  const version: FixVersion = (['FIX.4.2', 'FIX.4.4', 'FIX.5.0SP2'] as const)[random.below(3)]!;
  const shared = {
    ...SESSION_DEFAULTS,
    heartBtIntSeconds: 1 + random.below(30),
    // One that says 789 to one that does not know it is a case, too.
    queueMessagesLimit: random.chance(0.2) ? 20 : 10_000,
  };
  const settings = (role: 'initiator' | 'acceptor', us: string, them: string): SessionSettings => ({
    ...shared,
    identity: { version, senderCompId: us, targetCompId: them },
    role,
    usesNextExpected: random.chance(0.4),
    resetOnLogon: resets && random.chance(0.3),
    resetOnLogout: resets && random.chance(0.3),
    resetOnDisconnect: resets && random.chance(0.3),
  });
  return new SessionWorld(random, settings('initiator', 'I', 'A'), settings('acceptor', 'A', 'I'));
}

const isSubsequence = (part: readonly string[], whole: readonly string[]): boolean => {
  let at = 0;
  for (const text of part) {
    at = whole.indexOf(text, at) + 1;
    if (at === 0) return false;
  }
  return true;
};

/** What the runs are to have gone through, or they prove little. */
const WANTED = [
  'logons',
  'resendRequestsReceived',
  'gapFillsReceived',
  'resent',
  'garbled',
  'duplicates',
  'testRequestsSent',
  'queueMessagesMax',
] as const;

function run(seed: number, totals: Map<string, number>, resets = false): void {
  const random = new Random(seed);
  const world = worldOf(random, resets);
  const rate = (max: number): number => (random.chance(0.5) ? random.next() * max : 0);
  const faults: Faults = {
    cut: rate(0.05),
    kill: rate(0.05),
    damage: rate(0.2),
    logout: rate(0.02),
  };
  for (let i = 0; i < STEPS; i++) world.step(faults, true);
  let steps = 0;
  while (!world.isQuiet && steps++ < SETTLE_STEPS_LIMIT) world.step(NO_FAULTS, false);
  const [initiator, acceptor] = world.sides;
  const story = `seed ${seed}: ${JSON.stringify(faults)}\n i: ${initiator.story.join('; ')}\n a: ${acceptor.story.join('; ')}`;
  expect(world.isQuiet, `never settles, ${story}`).toBe(true);
  for (const [from, to] of [world.sides, [acceptor, initiator] as const]) {
    if (!resets) expect(to.processed.kept, story).toEqual(from.sent.kept);
    expect(
      isSubsequence(to.processed.kept, from.sent.kept),
      `${to.processed.kept.join()} OF ${from.sent.kept.join()} ${story}`,
    ).toBe(true);
    expect(isSubsequence(to.processed.live, from.sent.live), story).toBe(true);
    expect(to.store.nextIn, story).toBe(from.store.nextOut);
  }
  if (!resets) expect(story).not.toMatch(/too low/);
  for (const count of WANTED) {
    const total = initiator.total(count) + acceptor.total(count);
    totals.set(count, (totals.get(count) ?? 0) + total);
  }
}

describe('two sessions over a line that cuts and damages, in processes that are killed', () => {
  it(`process each kept message exactly once and in order, others at most once (rules 2 to 10, ${RUNS} runs)`, () => {
    const totals = new Map<string, number>();
    for (let i = 0; i < RUNS; i++) run(SEED + i, totals);
    for (const count of WANTED) expect(totals.get(count), count).toBeGreaterThan(RUNS / 10);
  }, 60_000);

  it('that reset their numbers at times, together or one of them, find each other again (rule 2)', () => {
    for (let i = 0; i < RUNS / 2; i++) run(SEED + RUNS + i, new Map(), true);
  }, 60_000);
});
