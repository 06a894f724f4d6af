import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnsentAge } from '../../src/gateway/unsent-age.js';

/** A socket that remembers when each byte was offered. */
class NaiveSocket {
  offered = 0;
  private readonly waiting: { until: number; ns: number }[] = [];
  private sent = 0;

  offer(bytes: number, ns: number): void {
    if (bytes === 0) return;
    this.offered += bytes;
    this.waiting.push({ until: this.offered, ns });
  }

  drain(bytes: number): void {
    this.sent = Math.min(this.offered, this.sent + bytes);
    while (this.waiting.length > 0 && this.waiting[0]!.until <= this.sent) this.waiting.shift();
  }

  get unsent(): number {
    return this.offered - this.sent;
  }

  age(ns: number): number {
    return this.waiting.length === 0 ? 0 : ns - this.waiting[0]!.ns;
  }
}

const steps = fc.array(
  fc.record({ offer: fc.nat(1000), drain: fc.nat(1200), pass: fc.integer({ min: 1, max: 50 }) }),
  { maxLength: 200 },
);

describe('the age of the oldest unsent byte', () => {
  it('is never said to be more than it is', () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const socket = new NaiveSocket();
        const age = new UnsentAge();
        let ns = 0;
        for (const { offer, drain, pass } of moves) {
          ns += pass;
          socket.offer(offer, ns);
          socket.drain(drain);
          expect(age.update(socket.offered, socket.unsent, ns)).toBeLessThanOrEqual(socket.age(ns));
        }
      }),
    );
  });

  it('is found out within twice the limit, however the reader trickles', () => {
    const limit = 1000;
    const step = 10;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 41, max: 400 }),
        (drain, offer) => {
          const socket = new NaiveSocket();
          const age = new UnsentAge();
          let overdueNs: number | undefined;
          for (let ns = 0; ns < 500_000; ns += step) {
            socket.offer(offer, ns);
            socket.drain(drain);
            const known = age.update(socket.offered, socket.unsent, ns);
            if (overdueNs === undefined && socket.age(ns) >= limit) overdueNs = ns;
            if (known >= limit) return;
            // The first mark may lie just before the byte that is to become too old.
            if (overdueNs !== undefined) expect(ns - overdueNs).toBeLessThanOrEqual(2 * limit);
          }
          throw new Error('a byte grew too old and was not found');
        },
      ),
    );
  });

  it('is nothing once all is sent, and begins anew', () => {
    const age = new UnsentAge();
    age.update(100, 100, 0);
    expect(age.update(100, 50, 500)).toBe(500);
    expect(age.update(100, 0, 600)).toBe(0);
    expect(age.update(200, 10, 700)).toBe(0);
  });
});
