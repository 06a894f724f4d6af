/** Which feeds a configuration makes of venues, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { feedCountOf } from '../../src/config/source-text.js';
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

  const SESSION = 'sender=US&target=LMXBD&host=127.0.0.1:9878';

  it('are one for each FIX counterparty, called after it', async () => {
    const counterparties = [
      {
        name: 'lmax',
        profile: 'lmax',
        sender: 'US',
        target: 'LMXBD',
        host: ['a:1', 'b:2'],
        tls: true,
      },
      { name: 'hub', listen: '127.0.0.1:9879', sender: 'US', target: 'HUB', subscribe: 'none' },
    ];
    const sources = [
      'fix:EUR/USD?counterparty=lmax',
      'fix:*?counterparty=hub&venue=ebs',
      `fix:GBP/USD@5?counterparty=lmax`,
    ];
    const { config } = loadConfig({
      preset: { sources, 'fix.counterparties': counterparties, 'fix.storePath': '/tmp/x' },
    });
    const plans = await feedPlans(config);
    expect(plans.map(({ source }) => source)).toMatchObject([
      {
        venue: 'fix',
        name: 'lmax',
        symbols: ['EUR/USD', 'GBP/USD'],
        depth: 5,
        options: { profile: 'lmax', host: 'a:1,b:2', tls: 'yes', counterparty: 'lmax' },
        files: { storePath: '/tmp/x', messageLog: { filesLimit: 8 } },
      },
      { venue: 'fix', name: 'ebs', symbols: ['*'], options: { subscribe: 'none' } },
    ]);
    expect(feedCountOf(sources)).toBe(2);
  });

  it.each([
    [`fix:A?${SESSION}&keying=colour`, 'the option keying=colour must be id or price or level'],
    [`fix:A?${SESSION}&profile=x`, 'the option profile=x must be one of id, price'],
    [
      `fix:A?${SESSION}&heartBtInt=no`,
      'the option heartBtInt=no must be a whole number of seconds',
    ],
    [`fix:A?${SESSION}&listen=a:1`, 'one of them'],
    [`fix:A?${SESSION}&venue=LMAX`, 'the option venue=LMAX must be a name of at most'],
    [`fix:A?${SESSION}&startTime=09:00:00`, 'a schedule needs both'],
    [`fix:A?${SESSION}&timeZone=Mars&startTime=09:00:00&endTime=10:00:00`, 'Mars'],
    ['fix:A?host=a:1&sender=US', 'a FIX source needs target='],
    ['fix:A?sender=US&target=T&host=a', 'the option host=a must be HOST:PORT'],
    ['fix:A?counterparty=lmax', 'there is no counterparty lmax; fix.counterparties names none'],
    [`fix:A?${SESSION}&pasword=x`, 'fix has no option pasword'],
    [`fix:A?${SESSION}&venue=binance`, 'binance is the name of another feed already'],
  ])('refuse %s', async (source, expected) => {
    expect(await problem('binance:BTCUSDT', source)).toContain(expected);
  });

  it('has no password in a counterparty, where everybody can read it', async () => {
    const counterparties = [{ name: 'lm-ax', password: 'x' }];
    const { config } = loadConfig({
      preset: { sources: ['fix:A?counterparty=lm-ax'], 'fix.counterparties': counterparties },
    });
    await expect(feedPlans(config)).rejects.toThrow('give it as BOOKCAST_FIX_LM_AX_PASSWORD');
  });

  it('name every source that cannot be', async () => {
    expect((await problem('binanse:A', 'simulator', 'okex:B')).match(/there is no venue/g)).toEqual(
      ['there is no venue', 'there is no venue'],
    );
  });
});
