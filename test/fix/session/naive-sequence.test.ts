import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionBench } from './session-bench.js';

/** A message of a counterparty that may say anything, in any order. */
interface Heard {
  readonly type: 'B' | '0' | '1' | '2' | '4';
  /** Against N: below it, it, or above. */
  readonly ahead: number;
  readonly isDup: boolean;
  readonly hasOrig: boolean;
  readonly isGapFill: boolean;
  /** NewSeqNo against N. */
  readonly newAhead: number;
}

interface Numbered extends Heard {
  readonly seq: number;
  readonly newSeqNo: number;
}

/** Rules 5 to 9 as a list of what waits and a loop; knows nothing of queues, requests or phases. */
class NaiveSequence {
  next = 2;
  isOver = false;
  readonly applied: number[] = [];
  private waiting: Numbered[] = [];

  hear(message: Numbered): void {
    if (this.isOver) return;
    const { type, seq, newSeqNo, isDup, isGapFill } = message;
    if (type === '4' && !isGapFill) {
      if (newSeqNo >= this.next) this.goTo(newSeqNo);
    } else if (seq < this.next) {
      this.isOver = !isDup;
    } else if (!this.waiting.some((other) => other.seq === seq)) {
      this.waiting.push(message);
    } else if (seq === this.next) {
      throw new Error('what waits is never the next one');
    }
    for (;;) {
      const found = this.waiting.find((other) => other.seq === this.next);
      if (found === undefined) return;
      this.waiting = this.waiting.filter((other) => other !== found);
      this.take(found);
      if (found.type === '4' && found.newSeqNo <= found.seq) return;
    }
  }

  private take({ type, seq, newSeqNo }: Numbered): void {
    if (type === '4') {
      if (newSeqNo >= this.next) this.goTo(newSeqNo);
      return;
    }
    if (type === 'B') this.applied.push(seq);
    this.next++;
  }

  private goTo(newSeqNo: number): void {
    this.next = newSeqNo;
    this.waiting = this.waiting.filter(({ seq }) => seq >= newSeqNo);
  }
}

const heard = fc.record<Heard>({
  type: fc.constantFrom('B', 'B', 'B', '0', '1', '2', '4', '4'),
  ahead: fc.oneof(fc.constant(0), fc.integer({ min: -3, max: 8 })),
  // Most of what is old says so, or no run would last.
  isDup: fc.nat(19).map((chance) => chance > 0),
  hasOrig: fc.nat(3).map((chance) => chance > 0),
  isGapFill: fc.boolean(),
  newAhead: fc.integer({ min: -2, max: 9 }),
});

describe('the sequence beside a naive one', () => {
  it('takes the same messages in the same order and expects the same number (rules 5 to 9)', () => {
    let appliedCount = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('initiator', 'acceptor'),
        fc.array(heard, { minLength: 20, maxLength: 40 }),
        (role, messages) => {
          const bench = new SessionBench({ role }).logOn();
          const naive = new NaiveSequence();
          for (const message of messages) {
            const seq = Math.max(1, naive.next + message.ahead);
            const newSeqNo = Math.max(1, naive.next + message.newAhead);
            naive.hear({ ...message, seq, newSeqNo });
            const gapFill = `36=${newSeqNo}|${message.isGapFill ? '123=Y|' : ''}`;
            const bodies = { B: `58=${seq}|`, 0: '', 1: '112=x|', 2: '7=1|16=0|', 4: gapFill };
            bench.hear(message.type, {
              seq,
              body: bodies[message.type],
              possDup: message.isDup,
              ...(message.hasOrig ? { orig: '20260105-11:00:00.000' } : {}),
            });
            // Those that end a session for other reasons are tested where they are.
            const last = bench.log.at(-1) ?? '';
            if (/came 20 times|was not answered/.test(last)) return;
            const { nextIn } = bench.store;
            if (nextIn !== naive.next || bench.session.isLoggedOn === naive.isOver) {
              throw new Error(`N is ${nextIn}, to be ${naive.next}; ${bench.log.join('; ')}`);
            }
          }
          expect(bench.applied.map(({ text }) => Number(text))).toEqual(naive.applied);
          appliedCount += naive.applied.length;
        },
      ),
      { seed: 20260105, numRuns: 700 },
    );
    expect(appliedCount).toBeGreaterThan(3_000);
  });
});
