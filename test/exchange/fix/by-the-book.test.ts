/** What the simulator says, held against the dictionaries: a strict reader takes it. */
import { describe, expect, it } from 'vitest';
import { ExchangeMarket } from '../../../src/exchange/exchange-market.js';
import { KEYINGS } from '../../../src/exchange/fix/market-entries.js';
import { FixVenue } from '../../../src/exchange/fix/fix-venue.js';
import {
  FIX_VENUE_DEFAULTS,
  type FixVenueOptions,
} from '../../../src/exchange/fix/fix-venue-options.js';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { dictionaryOf } from '../../../src/fix/dictionary/dictionary-of.js';
import { validate } from '../../../src/fix/dictionary/validate.js';
import { BEGIN_STRINGS, type FixVersion } from '../../../src/fix/session/session-settings.js';

const VERSIONS = Object.keys(BEGIN_STRINGS) as FixVersion[];
const REQUESTS = [
  ['V', '262=r1|263=1|264=0|265=1|267=3|269=0|269=1|269=2|146=2|55=BTC/USD|55=ETH/USD|'],
  ['V', '262=r2|263=1|264=0|265=1|267=1|269=0|146=1|55=NONE|'],
  ['x', '320=l|559=4|'],
  ['e', '324=s|55=BTC/USD|263=1|'],
  ['g', '335=s|263=1|'],
  ['c', '320=l|321=3|'],
] as const;

/** Everything that it says when it is asked for everything, and what is wrong with it. */
function problemsOf(options: Partial<FixVenueOptions> & { version: FixVersion }): {
  problems: string[];
  msgTypes: Set<string>;
} {
  const dictionary = dictionaryOf(options.version);
  const market = new ExchangeMarket({ symbols: ['BTC/USD', 'ETH/USD'], seed: 3 });
  const venue = new FixVenue(
    market,
    { ...FIX_VENUE_DEFAULTS, ...options },
    () => 1_767_623_400_250,
  );
  const tableOf = (msgType: string, body: string): FieldTable => {
    const header = { senderCompId: 'A', targetCompId: 'B', sendingTime: '20260105-14:30:00.000' };
    const beginString = BEGIN_STRINGS[options.version];
    const bytes = encodeMessage(
      { ...header, beginString, msgType, msgSeqNum: 2 },
      Buffer.from(body, 'latin1'),
    );
    const table = new FieldTable();
    expect(scanMessage(table, bytes, 0, bytes.length)).toBe(true);
    return table;
  };
  const problems: string[] = [];
  const msgTypes = new Set<string>();
  const subscriber = {
    say: ({ msgType, body }: { msgType: string; body: string }) => {
      msgTypes.add(msgType);
      const problem = validate(tableOf(msgType, body), dictionary);
      if (problem !== undefined) problems.push(`${msgType} ${problem.tag} ${problem.text}`);
    },
  };
  venue.loggedOn(subscriber);
  for (const [msgType, body] of REQUESTS) {
    venue.said(subscriber, tableOf(msgType, body.replaceAll('|', '\x01')));
  }
  // 269=J, as deletions of ranges, is of the newest version.
  if (options.version === 'FIX.5.0SP2') venue.injectBook('empty-book', 0, () => {});
  for (let i = 0; i < 200; i++) venue.changed(market.step());
  venue.flush();
  venue.halt(0);
  venue.closeMarket(true);
  return { problems: [...new Set(problems)], msgTypes };
}

describe.each(VERSIONS)('the simulator in %s', (version) => {
  it.each(KEYINGS)('keeps to the dictionary, with entries named by %s', (keying) => {
    // Of its own accord a counterparty of the older versions has ids of entries in images alone.
    const { problems, msgTypes } = problemsOf({
      version,
      keying,
      hasRptSeq: false,
      hasTrades: false,
      hasSecurityList: version === 'FIX.5.0SP2',
    });
    const extended =
      keying === 'id' && version !== 'FIX.5.0SP2' ? [expect.stringMatching(/^W 278 /)] : [];
    expect(problems).toEqual(extended);
    expect([...msgTypes].join('')).toMatch(/^W?Y?y?.*X.*$/);
  });

  it('adds fields of its own as real ones do, and no others', () => {
    const added = [
      ...problemsOf({ version, hasSecurityList: false, hasTrades: false }).problems,
      ...problemsOf({ version, hasRptSeq: false, hasSecurityList: false }).problems,
      ...problemsOf({
        version,
        hasRptSeq: false,
        hasTrades: false,
        hasSecurityList: false,
        fragmentEntries: 5,
      }).problems,
    ].map((problem) => problem.split(' ')[1]);
    const rptSeq = version === 'FIX.5.0SP2' ? [] : ['83'];
    expect([...new Set(added)].sort()).toEqual(['2446', ...rptSeq, '893'].sort());
  });
});
