import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  generateItch,
  ItchGenerator,
  type GenerateItchOptions,
} from '../../src/feed/source/simulator/generate-itch.js';
import { Random } from '../../src/feed/source/simulator/random.js';
import { ItchDayModel } from './itch-day-model.js';

const DIGEST_OF_SEED_7 = 'd89e55f78876906064fd65dcfd01cdf7868464baa87c2ba8295e6702b2edc0da';

function generate(options: GenerateItchOptions): Uint8Array {
  const generator = new ItchGenerator(options);
  const bytes = new Uint8Array(options.messages * 64);
  return bytes.subarray(0, generator.fill(bytes));
}

function modelOf(options: GenerateItchOptions): ItchDayModel {
  const model = new ItchDayModel();
  model.read(generate(options));
  return model;
}

const share = (model: ItchDayModel, type: string): number =>
  ((model.counts[type] ?? 0) / model.messages) * 100;

describe('a simulated ITCH day', () => {
  it('is the same bytes for the same arguments and others for another seed', async () => {
    const digest = async (seed: number): Promise<string> => {
      const hash = createHash('sha256');
      await generateItch(
        { messages: 50_000, symbols: 30, seed },
        (chunk) => void hash.update(chunk),
      );
      return hash.digest('hex');
    };
    const first = await digest(7);
    expect(await digest(7)).toBe(first);
    expect(await digest(8)).not.toBe(first);
    // Seeds that agree in their low 32 bits only.
    expect(await digest(7 + 2 ** 32)).not.toBe(first);
    // The bytes are part of what a seed means: benchmarks and digests of other days refer to them.
    expect(first).toBe(DIGEST_OF_SEED_7);
  });

  it('does not depend on the size of the buffers that it is written into', () => {
    const options = { messages: 3000, symbols: 3, seed: 1 };
    const whole = Buffer.from(generate(options));
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 5000 }), (size) => {
        const generator = new ItchGenerator(options);
        const parts: Buffer[] = [];
        const buffer = new Uint8Array(size);
        for (let bytes = generator.fill(buffer); bytes > 0; bytes = generator.fill(buffer)) {
          parts.push(Buffer.from(buffer.subarray(0, bytes)));
        }
        expect(Buffer.concat(parts).equals(whole)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('is consistent message by message: known orders, whole queues, never crossed, time never back', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(undefined, 200),
        (seed, symbols, liveOrderLimit) => {
          const model = modelOf({
            messages: 4000,
            symbols,
            seed,
            ...(liveOrderLimit === undefined ? {} : { liveOrderLimit }),
          });
          expect(model.messages).toBe(4000);
          if (liveOrderLimit !== undefined)
            expect(model.orders.size).toBeLessThanOrEqual(liveOrderLimit * 1.05);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('has the mix of messages that was asked for', () => {
    const model = modelOf({ messages: 40_000, symbols: 20, seed: 3 });
    for (const [type, percent, tolerance] of [
      ['A', 37, 1],
      ['U', 22, 1],
      ['F', 19, 1],
      ['D', 17, 1],
      ['E', 3, 0.5],
    ] as const) {
      expect(Math.abs(share(model, type) - percent)).toBeLessThan(tolerance);
    }
    const rest = ['X', 'C', 'P', 'Q'].map((type) => share(model, type));
    expect(rest.every((percent) => percent > 0)).toBe(true);
    expect(Math.abs(rest.reduce((sum, percent) => sum + percent, 0) - 2)).toBeLessThan(0.5);
  });

  it('opens with the directory and closes with the end of messages', () => {
    const model = modelOf({ messages: 1000, symbols: 9, seed: 3 });
    expect(model.counts).toMatchObject({ S: 6, R: 9, H: 9 });
    expect(model.systemEvents).toEqual(['O', 'S', 'Q', 'M', 'E', 'C']);
    expect(new Set(model.stocks.values()).size).toBe(9);
    for (const stock of model.stocks.values()) expect(stock).toMatch(/^[A-Z]{6} {2}$/);
  });

  it('can be nothing but opening and closing, and not less', () => {
    expect(modelOf({ messages: 12, symbols: 3, seed: 3 }).counts).toEqual({ S: 6, R: 3, H: 3 });
    expect(() => new ItchGenerator({ messages: 11, symbols: 3, seed: 3 })).toThrow(
      /messages 11: expected an integer from 12/,
    );
  });

  it('names the option that is wrong, its value and what is allowed', () => {
    const base = { messages: 1_000_000, symbols: 3, seed: 3 };
    expect(() => new ItchGenerator({ ...base, symbols: 0 })).toThrow(
      /symbols 0: expected 1 … 65535/,
    );
    expect(() => new ItchGenerator({ ...base, symbols: 65_536 })).toThrow(/symbols 65536/);
    expect(() => new ItchGenerator({ ...base, seed: -1 })).toThrow(/seed -1/);
    expect(() => new ItchGenerator({ ...base, messagesPerSecond: 0 })).toThrow(
      /messagesPerSecond 0/,
    );
    expect(() => new ItchGenerator({ ...base, liveOrderLimit: 10 })).toThrow(
      /liveOrderLimit 10: expected at least 36/,
    );
  });

  it('comes in bursts, at the mean rate that was asked for', () => {
    const { gaps } = modelOf({
      messages: 20_000,
      symbols: 5,
      seed: 5,
      messagesPerSecond: 10_000,
    });
    const flow = gaps.slice(14).sort((a, b) => a - b);
    const mean = flow.reduce((sum, gap) => sum + gap, 0) / flow.length;
    expect(Math.abs(mean - 100_000)).toBeLessThan(5000);
    // Evenly spread arrivals would have their median at 0.69 of the mean.
    expect(flow[flow.length >> 1]!).toBeLessThan(mean * 0.25);
  });

  it('has prices clustered at the touch and lives with a heavy tail', () => {
    const model = modelOf({ messages: 20_000, symbols: 5, seed: 5, liveOrderLimit: 2000 });
    const lives = model.lives.sort((a, b) => a - b);
    const median = lives[lives.length >> 1]!;
    expect(lives[Math.floor(lives.length * 0.99)]!).toBeGreaterThan(median * 20);
    const near = model.distances.filter((distance) => distance <= 500).length;
    expect(near / model.distances.length).toBeGreaterThan(0.7);
    expect(Math.max(...model.distances)).toBeGreaterThan(10_000);
  });

  it('moves its prices', () => {
    const generator = new ItchGenerator({
      messages: 60_000,
      symbols: 2,
      seed: 5,
      liveOrderLimit: 500,
    });
    const model = new ItchDayModel();
    const buffer = new Uint8Array(64 * 1024);
    const touches = new Set<number>();
    for (let bytes = generator.fill(buffer); bytes > 0; bytes = generator.fill(buffer)) {
      model.read(buffer.subarray(0, bytes));
      touches.add(model.best(1, 'B')!);
    }
    expect(touches.size).toBeGreaterThan(5);
  });
});

describe('the simulator’s random numbers', () => {
  it('are those of xoshiro128** for a known state', () => {
    const random = new Random(0);
    Object.assign(random, { state: Int32Array.of(1, 2, 3, 4) });
    const words = Array.from({ length: 6 }, () => random.next() >>> 0);
    expect(words).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it('are spread evenly below a bound', () => {
    const random = new Random(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[random.below(10)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
