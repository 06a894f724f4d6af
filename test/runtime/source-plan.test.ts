/** Which feeds a configuration makes of venues, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { feedPlans } from '../../src/runtime/feeds/source-plan.js';

const plansOf = (...sources: string[]) => feedPlans(loadConfig({ preset: { sources } }).config);

async function problem(...sources: string[]): Promise<string> {
  try {
    return `accepted: ${JSON.stringify(await plansOf(...sources))}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the feeds of a configuration', () => {
  it('are the simulator where nothing is said', async () => {
    const [only, ...others] = await plansOf();
    expect(others).toEqual([]);
    expect(only).toMatchObject({ source: { kind: 'simulator', venue: 'sim' }, speed: 1 });
  });

  it('are one a venue, with the symbols, depths and options of all its texts', async () => {
    const plans = await plansOf(
      'binance:BTC/USDT,ETHUSDT?lines=2',
      'simulator?symbols=2',
      'binance:ETHUSDT,BNBUSDT@100?lines=2&proxy=http://127.0.0.1:3128',
    );
    expect(plans.map(({ isReplaceable }) => isReplaceable)).toEqual([true, false]);
    expect(plans[0]!.source).toEqual({
      kind: 'venue',
      venue: 'binance',
      symbols: ['BTC/USDT', 'ETHUSDT', 'BNBUSDT'],
      depth: 100,
      options: { lines: '2', proxy: 'http://127.0.0.1:3128' },
    });
  });

  it.each([
    [['binanse:BTCUSDT'], 'there is no venue binanse; did you mean binance? There are: '],
    [['binance'], 'names no symbol: write binance:BTC/USDT'],
    [['binance:A?line=2'], 'binance has no option line; did you mean lines? There are: lines, '],
    [['binance:A?lines=9'], 'the option lines=9 must be a whole number of connections, 1 to 8'],
    [['binance:A?lines=two'], 'the option lines=two must be a whole number'],
    [['binance:A?ws=127.0.0.1'], 'the option ws=127.0.0.1 must be an address such as ws://'],
    [['binance:A?rest=ws://x'], 'the option rest=ws://x must be an address such as http://'],
    [['itch-mold:239.1.1.1:26400'], 'expected A=GROUP:PORT, B=GROUP:PORT'],
    [['itch-mold:A=239.1.1.1:26400?gapHoldMs=x'], 'gapHoldMs'],
    [['binance:A@5', 'binance:B@10'], 'binance is named before with the depth 5: a venue is one'],
    [['binance:A?lines=1', 'binance:B?lines=2'], 'binance is named before with lines=1: a venue'],
  ])('refuse %j', async (sources, expected) => {
    expect(await problem(...sources)).toContain(expected);
  });

  it('name every source that cannot be', async () => {
    expect((await problem('binanse:A', 'simulator', 'okex:B')).match(/there is no venue/g)).toEqual(
      ['there is no venue', 'there is no venue'],
    );
  });
});
