import { describe, expect, it } from 'vitest';
import { FIX_CONNECTION } from '../../../src/feed/normalize/fix/normalizer.js';
import { fixBenchOf, fixText, type FixBench } from './fix-bench.js';
import { FixCounterparty, type CounterpartyOptions, type Style } from './fix-counterparty.js';
import { seeded } from './mutations.js';

const SYMBOLS = ['EUR/USD', 'GBP/USD', 'USD/JPY'];
const SEEDS = 8;
const STEPS = 120;

const PROFILES: Readonly<Record<Style, string>> = {
  id: 'id',
  price: 'price',
  level: 'level',
  side: 'quotes',
  full: 'full',
};

class Run {
  readonly venue: FixCounterparty;
  readonly bench: FixBench<FixCounterparty>;
  private readonly random: () => number;

  constructor(
    private readonly options: CounterpartyOptions,
    private readonly seed: number,
  ) {
    this.random = seeded(seed);
    this.venue = new FixCounterparty(SYMBOLS, options, this.random);
    const { style, rptSeq = 'none', depth = 0 } = options;
    this.bench = fixBenchOf(this.venue, {
      profile: PROFILES[style],
      rptSeq,
      depth: String(depth),
    });
  }

  play(): void {
    for (let i = 0; i < STEPS; i++) this.step();
    this.bench.pass(120e9);
    for (const symbol of SYMBOLS) {
      expect([this.seed, symbol, this.bench.state(symbol)]).toEqual([this.seed, symbol, 'LIVE']);
    }
    this.check('at the end');
  }

  private step(): void {
    const some = SYMBOLS.filter(() => this.pick(2) === 0);
    const symbols = some.length === 0 ? [SYMBOLS[0]!] : some;
    const what = this.pick(20);
    const parts = this.pick(4) === 0 ? 1 + this.pick(3) : 1;
    const messages = this.venue.change(symbols, parts);
    if (what === 0) this.lose(messages);
    else if (what === 1) this.reconnect(messages);
    else if (what === 4 && this.options.rptSeq !== undefined) this.hear([...messages, ...messages]);
    else this.hear(messages);
    if (what === 2) this.hear([this.venue.image(symbols[0]!)]);
    else if (what === 3 && this.options.style !== 'full')
      this.hear([this.venue.empty(symbols[0]!)]);
    if (this.pick(6) === 0) this.bench.pass(2e9);
  }

  /** What is in front of the last part is not shown: only whole venue messages are. */
  private hear(messages: readonly string[]): void {
    for (const message of messages) {
      this.bench.receive(fixText(message), FIX_CONNECTION);
      if (!message.includes('|893=N|')) this.check(message);
    }
  }

  /** Where entries are counted, the next one of the instrument shows it; else the session says so. */
  private lose(messages: readonly string[]): void {
    const lost = this.pick(messages.length);
    const isCounted = this.options.rptSeq === 'entry';
    const others = messages.filter((_, index) => index < lost || (isCounted && index > lost));
    for (const message of others) this.bench.receive(fixText(message), FIX_CONNECTION);
    this.hear(isCounted ? this.venue.change(SYMBOLS) : ['35=4|123=Y|36=9|']);
  }

  private reconnect(messages: readonly string[]): void {
    this.bench.receive(fixText(messages[0]!), FIX_CONNECTION);
    this.venue.isOffline = true;
    this.bench.normalizer.disconnected(FIX_CONNECTION);
    this.bench.pass(1e9);
    for (const symbol of SYMBOLS) expect(this.bench.state(symbol)).toMatch(/^STALE/);
    this.venue.isOffline = false;
    this.bench.normalizer.connected(FIX_CONNECTION);
    this.bench.obey();
    this.check('after a new logon');
  }

  private check(what: string): void {
    for (const symbol of SYMBOLS) {
      if (this.bench.state(symbol) !== 'LIVE') continue;
      const seen = [this.seed, what, symbol, this.bench.isRight(symbol)];
      expect(seen).toEqual([this.seed, what, symbol, true]);
    }
  }

  private pick(count: number): number {
    return Math.floor(this.random() * count);
  }
}

describe('books of a FIX counterparty with gaps, parts, repetitions and restarts', () => {
  it.each<CounterpartyOptions>([
    { style: 'id' },
    { style: 'id', rptSeq: 'entry' },
    { style: 'price' },
    { style: 'price', rptSeq: 'message' },
    { style: 'level', depth: 6 },
    { style: 'level', depth: 6, rptSeq: 'entry' },
    { style: 'side', depth: 1 },
    { style: 'side', depth: 1, rptSeq: 'entry' },
    { style: 'full' },
  ])('are the counterparty’s at every message or not LIVE: %j', (options) => {
    for (let seed = 1; seed <= SEEDS; seed++) new Run(options, seed).play();
  });
});
