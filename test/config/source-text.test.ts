/** The text of a source: what it says, and what it refuses with which way out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { sectionWith } from '../../src/config/source-options.js';
import { feedCountOf, parseSourceText, type SourceText } from '../../src/config/source-text.js';

function parsed(text: string): SourceText {
  const result = parseSourceText(text);
  if ('problem' in result) throw new Error(result.problem);
  return result;
}

function problem(text: string): string {
  const result = parseSourceText(text);
  return 'problem' in result ? result.problem : `accepted: ${JSON.stringify(result)}`;
}

describe('the text of a source', () => {
  it('names a venue, its symbols, the depth and options', () => {
    const source = parsed('kraken:BTC/USD,ETH/USD@100?lines=2&ws=ws://127.0.0.1:9/v2?a%26b');
    expect(source).toMatchObject({ venue: 'kraken', symbols: ['BTC/USD', 'ETH/USD'], depth: 100 });
    expect([...source.options]).toEqual([
      ['lines', '2'],
      ['ws', 'ws://127.0.0.1:9/v2?a&b'],
    ]);
  });

  it('takes symbols as every venue writes them', () => {
    for (const symbol of ['BTC-28MAR25-100000-C', 'BTC/USDT-PERP', 'XBT/USD', 'BRK.B', '1INCHUSDT'])
      expect(parsed(`okx:${symbol}`).symbols).toEqual([symbol]);
    expect(parsed('itch-mold')).toMatchObject({ venue: 'itch-mold', symbols: [] });
    expect(parsed('deribit:BTC-PERPETUAL').depth).toBeUndefined();
  });

  it('takes a path as it is, but for the options behind it', () => {
    const { path, options } = parsed('file:/data/a,b@c:d.itch50.gz?speed=max');
    expect(path).toBe('/data/a,b@c:d.itch50.gz');
    expect([...options]).toEqual([['speed', 'max']]);
  });

  it.each([
    ['', '"" is no name of a venue'],
    ['Binance:BTCUSDT', '"Binance" is no name of a venue'],
    ['kraken:', 'symbol 1 is empty'],
    ['kraken:BTC/USD,', 'symbol 2 is empty'],
    ['kraken:BTC/USD,BTC/USD', '"BTC/USD" is named twice'],
    ['kraken:BTC/USD@', 'the depth "" is no whole number of levels: write kraken:BTC/USD@50'],
    ['kraken:BTC/USD@0', 'the depth "0" is no whole number'],
    ['kraken:BTC/USD@1e3', 'the depth "1e3" is no whole number'],
    [`kraken:${'X'.repeat(49)}`, 'longer than 48 bytes'],
    ['kraken:BTC/USD?lines', '"lines" is no option: write ?name=value'],
    ['kraken:BTC/USD?=2', '"=2" is no option'],
    ['kraken:BTC/USD?lines=1&lines=2', 'the option lines is given twice'],
    ['kraken:BTC/USD?ws=%zz', 'is not percent-encoded'],
    ['file:', 'names no file: write file:PATH'],
    ['file', 'names no file'],
    ['simulator:AAPL', 'takes no symbols by name: write simulator?symbols=50'],
  ])('refuses %j', (text, expected) => {
    expect(problem(text)).toContain(expected);
  });

  it('understands or refuses any text, and keeps what it understands', () => {
    const word = fc.stringMatching(/^[A-Z0-9/.-]{1,12}$/);
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9-]{0,14}$/).filter((v) => !/^(file|simulator)$/.test(v)),
        fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
        fc.option(fc.integer({ min: 1, max: 999_999 })),
        fc.dictionary(
          fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,7}$/),
          fc.string({ unit: 'grapheme' }),
        ),
        (venue, symbols, depth, options) => {
          const query = Object.entries(options)
            .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
            .join('&');
          const text = `${venue}:${symbols.join()}${depth === null ? '' : `@${depth}`}${query && `?${query}`}`;
          const source = parsed(text);
          expect(source).toMatchObject({ venue, symbols });
          expect(source.depth ?? null).toBe(depth);
          expect(Object.fromEntries(source.options)).toEqual({ ...options });
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const result = parseSourceText(text);
        expect('problem' in result ? result.problem.length : result.venue.length).toBeGreaterThan(
          0,
        );
      }),
    );
  });
});

describe('the setting `sources`', () => {
  it('is a list in the file, and words in a variable or flag', () => {
    const expected = ['kraken:BTC/USD,ETH/USD', 'simulator'];
    const text = ' kraken:BTC/USD,ETH/USD\n simulator ';
    expect(loadConfig({ env: { BOOKCAST_SOURCES: text } }).config.sources).toEqual(expected);
    expect(loadConfig({ flags: { sources: text } }).config.sources).toEqual(expected);
    expect(loadConfig().config.sources).toEqual([]);
  });

  it('is refused with the text, its place and the way out', () => {
    expect(() => loadConfig({ env: { BOOKCAST_SOURCES: 'simulator kraken:a@b' } })).toThrow(
      'sources = "kraken:a@b" (BOOKCAST_SOURCES): the depth "b" is no whole number of levels: write kraken:a@50, or leave @… away',
    );
  });

  it('asks for a feed a venue, and one for each simulator and file', () => {
    expect(feedCountOf([])).toBe(1);
    expect(feedCountOf(['okx:A-B', 'okx:C-D@5', 'kraken:A/B'])).toBe(2);
    expect(feedCountOf(['simulator', 'simulator?venue=b', 'file:a', 'file:b'])).toBe(4);
  });

  it('has options of simulators and files that are their settings', () => {
    const { simulator, file } = loadConfig().config.source;
    const options = new Map([
      ['rate', '7'],
      ['venue', 'x'],
    ]);
    expect(sectionWith('simulator', simulator, options, ['venue'])).toEqual({
      ...simulator,
      messagesPerSecond: 7,
    });
    expect(sectionWith('simulator', simulator, new Map([['symbols', '0']]))).toEqual({
      problem: 'the option symbols=0 must be a whole number of symbols, 1 to 8192',
    });
    expect(sectionWith('file', file, new Map([['sped', '1x']]))).toEqual({
      problem:
        'file has no option sped; did you mean speed? There are: format, speed, date, from, to, fixProfile',
    });
    expect(sectionWith('file', file, new Map([['path', '1x']]))).toMatchObject({
      problem: expect.stringContaining('no option path'),
    });
  });
});
