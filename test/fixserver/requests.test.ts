/** What clients may ask for, and what they are told where it cannot be had; without sockets. */
import { describe, expect, it } from 'vitest';
import { Entitlement } from '../../src/market/entitlement.js';
import { ReferenceData } from '../../src/fixserver/reference-data.js';
import { TradingSessions } from '../../src/fixserver/trading-sessions.js';
import { REASON, STATE } from '../../src/market/state.js';
import { directory, FeedRig, tableOf, VoiceDouble } from './feed-double.js';
import { GatewayDouble } from './gateway-double.js';

const V = '35=V|262=a|263=1|264=10|265=1|267=1|269=0|146=1|55=sim:AAA|';
const changed = (from: string, to: string): string => V.replace(from, to);

describe('a MarketDataRequest that cannot be served', () => {
  it.each([
    ['263', changed('263=1', '263=9'), '4', /263.*9/],
    ['depth', changed('264=10', '264=-1'), '5', /264/],
    ['no depth', changed('264=10|', ''), '5', /264/],
    ['too deep a cut', changed('264=10', '264=1001'), '5', /1000/],
    ['265', changed('265=1', '265=7'), '6', /265.*7/],
    ['no 265', changed('265=1|', ''), '6', /265.*missing/],
    ['266=N', changed('265=1', '265=1|266=N'), '7', /266/],
    ['269', changed('269=0', '269=9'), '8', /269.*9/],
    ['no entry types', changed('267=1|269=0|', ''), '8', /267/],
    [
      'trades alone as a snapshot',
      changed('263=1', '263=0').replace('269=0', '269=2'),
      '8',
      /263=1/,
    ],
    ['no venue', changed('sim:AAA', 'AAA'), '0', /207/],
    ['a wildcard', changed('sim:AAA', 'sim:*'), '0', /sim:\*/],
    ['no instruments', changed('146=1|55=sim:AAA|', ''), '0', /146/],
  ])('is refused with 281 and a text: %s', (_, request, reason, text) => {
    const client = new FeedRig(new GatewayDouble()).client();
    client.requests.marketDataRequest(tableOf(request));
    const [said] = client.voice.heard;
    expect([said!.msgType, said!.fields.get(262), said!.fields.get(281)]).toEqual([
      'Y',
      'a',
      reason,
    ]);
    expect(said!.fields.get(58)).toMatch(text);
    expect([client.counts.rejections, client.requests.count]).toEqual([1, 0]);
  });

  it.each([
    ['unknown-instrument', '0'],
    ['not-allowed', '3'],
    ['too-many-subscriptions', '2'],
    ['rate-limited', '2'],
  ])('is refused as the gateway does: %s is 281=%s', (code, reason) => {
    const gateway = new GatewayDouble();
    gateway.refusal = { code, message: `no: ${code}` };
    const client = new FeedRig(gateway).client();
    client.requests.marketDataRequest(tableOf(V));
    expect(client.voice.heard[0]!.fields.get(281)).toBe(reason);
    expect(client.voice.heard[0]!.fields.get(58)).toBe(`no: ${code}`);
  });

  it('is refused where its id, which every update repeats, is longer than 256 bytes', () => {
    const client = new FeedRig(new GatewayDouble()).client();
    const id = 'i'.repeat(257);
    client.requests.marketDataRequest(tableOf(changed('262=a', `262=${id}`)));
    client.requests.securityStatusRequest(tableOf(`35=e|324=${id}|263=1|55=sim:AAA|`));
    expect(client.voice.heard.map(({ msgType }) => msgType).join('')).toBe('Yf');
    for (const { fields } of client.voice.heard)
      expect(fields.get(58)).toMatch(/256 bytes, not 257/);
    expect(client.requests.count).toBe(0);
    client.requests.marketDataRequest(tableOf(changed('262=a', `262=${id.slice(1)}`)));
    expect(client.requests.count).toBe(1);
  });

  it('is read in one pass, however many entries its group has', () => {
    const entries = 2_000;
    const table = tableOf(
      `35=V|262=a|263=1|264=10|265=1|267=1|269=0|146=${entries}|${'55=sim:AAA|'.repeat(entries)}`,
    );
    const looked: number[] = [];
    const find = table.find.bind(table);
    table.find = (tag, from = 0, to = table.count) => {
      const index = find(tag, from, to);
      looked.push((index < 0 ? to : index + 1) - from);
      return index;
    };
    const client = new FeedRig(new GatewayDouble()).client();
    client.requests.marketDataRequest(table);
    expect(client.requests.count).toBe(1);
    expect(looked.reduce((sum, count) => sum + count, 0)).toBeLessThan(20 * entries);
  });

  it('is refused where its id is in use, until that one has ended', () => {
    const client = new FeedRig(new GatewayDouble()).client();
    const types = () => client.voice.heard.map(({ msgType }) => msgType).join('');
    client.requests.marketDataRequest(tableOf(V));
    client.requests.marketDataRequest(tableOf(V));
    expect(types()).toBe('WY');
    expect(client.voice.heard[1]!.fields.get(281)).toBe('1');
    client.requests.marketDataRequest(tableOf(changed('263=1', '263=2')));
    expect(client.place.inStep.size).toBe(0);
    client.requests.marketDataRequest(tableOf(V));
    expect(types()).toBe('WYW');
    client.requests.marketDataRequest(tableOf('35=V|262=zzz|263=2|'));
    expect(client.voice.heard[3]!.fields.get(58)).toMatch(/zzz is not subscribed/);
  });
});

describe('a request', () => {
  it('for a snapshot is answered once and over: 263=0', () => {
    const gateway = new GatewayDouble();
    const client = new FeedRig(gateway).client();
    client.requests.marketDataRequest(tableOf(changed('263=1', '263=0')));
    gateway.bids.set(5, 5);
    gateway.cut();
    gateway.poll();
    expect(client.voice.raw).toEqual(['35=W|55=sim:AAA|262=a|268=1|269=J|83=0|']);
    expect([client.requests.count, client.place.inStep.size]).toEqual([0, 0]);
  });

  it('for full refreshes gets a W an interval where the book changed: 265=0', () => {
    const gateway = new GatewayDouble();
    const client = new FeedRig(gateway).client('FIX.4.4');
    client.requests.marketDataRequest(tableOf(changed('265=1', '265=0')));
    for (const price of [5, 6, 7]) {
      gateway.bids.set(price, 1);
      gateway.cut();
      gateway.poll();
    }
    expect(client.voice.heard).toHaveLength(1);
    client.voice.unsentBytes = 1_001;
    client.feed.refresh();
    expect(client.voice.heard).toHaveLength(1);
    client.voice.unsentBytes = 0;
    client.feed.refresh();
    client.feed.refresh();
    expect(client.voice.raw).toEqual([
      '35=W|55=sim:AAA|262=a|268=0|',
      '35=W|55=sim:AAA|262=a|268=3|269=0|270=0.07|271=0.001|346=1|269=0|270=0.06|271=0.001|269=0|270=0.05|271=0.001|346=2|',
    ]);
  });

  it('for trades gets each of them, and those that are taken back: 269=2', () => {
    const gateway = new GatewayDouble();
    const rig = new FeedRig(gateway);
    const [one, other] = [rig.client('FIX.4.4'), rig.client()];
    one.requests.marketDataRequest(tableOf(changed('269=0', '269=2')));
    other.requests.marketDataRequest(
      tableOf(changed('269=0', '269=2').replace('sim:AAA', 'AAA|207=sim')),
    );
    gateway.trade({ price: 150, quantity: 2_500, id: 77, flags: 0 });
    gateway.trade(
      { price: 151, quantity: 1, id: 78, flags: 0 },
      { price: 0, quantity: 0, id: 77, flags: 4 },
    );
    gateway.poll();
    expect(one.voice.raw).toEqual([
      '35=X|262=a|268=1|279=0|269=2|278=77|55=sim:AAA|270=1.5|271=2.5|',
      '35=X|262=a|268=2|279=0|269=2|278=78|55=sim:AAA|270=1.51|271=0.001|279=2|269=2|278=77|55=sim:AAA|',
    ]);
    expect(other.voice.raw[0]).toContain('|55=AAA|207=sim|');
    expect(other.voice.raw).toHaveLength(2);
  });

  it('sees no levels of a book that is known to be stale, and the whole of it when it is right again', () => {
    const gateway = new GatewayDouble();
    gateway.bids.set(100, 1_000);
    const client = new FeedRig(gateway).client();
    client.requests.marketDataRequest(tableOf(V));
    const cut = (state: number): void => {
      gateway.state = state;
      gateway.cut();
      gateway.poll();
    };
    cut(STATE.STALE);
    gateway.bids.set(101, 1_000);
    cut(STATE.STALE);
    cut(STATE.RESYNCING);
    cut(STATE.LIVE);
    cut(STATE.CROSSED);
    cut(STATE.HALTED);
    expect(client.voice.raw).toEqual([
      '35=W|55=sim:AAA|262=a|268=1|269=0|270=1|271=1|346=1|83=0|',
      '35=W|55=sim:AAA|262=a|268=1|269=J|83=0|',
      '35=W|55=sim:AAA|262=a|268=2|269=0|270=1.01|271=1|346=2|83=1|269=0|270=1|271=1|346=1|83=1|',
    ]);
  });

  it('for the status of a security is told every change of it, and whether to trade: 35=e', () => {
    const gateway = new GatewayDouble();
    const client = new FeedRig(gateway).client('FIX.4.4');
    client.requests.securityStatusRequest(tableOf('35=e|324=s|55=sim:AAA|263=1|'));
    const change = (state: number, reason: number): void => {
      [gateway.state, gateway.reason] = [state, reason];
      gateway.cut();
      gateway.poll();
    };
    change(STATE.STALE, REASON.SEQUENCE_GAP);
    change(STATE.STALE, REASON.SEQUENCE_GAP);
    change(STATE.HALTED, REASON.SESSION_END);
    change(STATE.HALTED, REASON.VENUE_HALT);
    const told = client.voice.heard.map(({ fields }) => `${fields.get(326)} ${fields.get(58)}`);
    expect(told).toEqual([
      '17 LIVE',
      '20 STALE: sequence-gap',
      '18 HALTED: session-end',
      '2 HALTED: venue-halt',
    ]);
    client.requests.securityStatusRequest(tableOf('35=e|324=s|55=sim:AAA|263=2|'));
    expect([client.requests.count, client.place.inStep.size]).toEqual([0, 0]);
    client.requests.securityStatusRequest(tableOf('35=e|324=t|55=AAA|263=0|'));
    expect(client.voice.heard.at(-1)!.fields.get(326)).toBe('20');
  });
});

describe('reference data', () => {
  const reference = (version: 'FIX.4.2' | 'FIX.4.4' | 'FIX.5.0SP2', allowed = 'sim:*') => {
    const voice = new VoiceDouble();
    const counts = { logons: 0, requests: 0, rejections: 0, images: 0, updates: 0 };
    const entitlement = new Entitlement([allowed]);
    const parts = { version, voice, instruments: directory, entitlement, counts };
    return { voice, data: new ReferenceData(parts), sessions: new TradingSessions(parts) };
  };

  it('lists securities with their tick sizes: 35=x', () => {
    const five = reference('FIX.5.0SP2');
    five.data.securityListRequest(tableOf('35=x|320=r|559=4|'));
    expect(five.voice.raw).toEqual([
      '35=y|146=1|55=sim:AAA|969=0.01|561=0.001|320=r|322=r|393=1|560=0|',
    ]);
    const four = reference('FIX.4.4');
    four.data.securityListRequest(tableOf('35=x|320=r|559=0|55=AAA|207=sim|'));
    expect(four.voice.raw[0]).toContain(
      '55=AAA|207=sim|870=1|871=99|872=MinPriceIncrement=0.01|561=0.001|',
    );
  });

  it('says where there is nothing to list, or the client may not have it', () => {
    const none = reference('FIX.4.4', 'other:*');
    none.data.securityListRequest(tableOf('35=x|320=r|559=4|'));
    none.data.securityListRequest(tableOf('35=x|320=r|559=2|'));
    expect(none.voice.heard.map(({ fields }) => fields.get(560))).toEqual(['2', '1']);
  });

  it('defines one security: 35=c', () => {
    const four = reference('FIX.4.2');
    four.data.securityDefinitionRequest(tableOf('35=c|320=r|321=0|55=sim:AAA|'));
    four.data.securityDefinitionRequest(tableOf('35=c|320=r|321=0|55=sim:ZZZ|'));
    expect(four.voice.heard.map(({ fields }) => fields.get(323))).toEqual(['1', '6']);
    expect(four.voice.raw[0]).toContain('58=MinPriceIncrement=0.01|');
  });

  it('tells of a venue as a trading session: 35=g', () => {
    const { voice, sessions } = reference('FIX.4.4');
    sessions.request(tableOf('35=g|335=t|263=1|'));
    sessions.look();
    sessions.request(tableOf('35=g|335=u|336=elsewhere|263=0|'));
    expect(voice.raw).toEqual(['35=h|335=t|336=sim|340=2|', '35=h|335=u|336=elsewhere|340=6|']);
  });

  it('tells of a venue as a market in 5.0 SP2, where 336 has values of its own: 35=g', () => {
    const { voice, sessions } = reference('FIX.5.0SP2');
    sessions.request(tableOf('35=g|335=t|263=1|'));
    sessions.request(tableOf('35=g|335=u|1301=elsewhere|263=0|'));
    sessions.request(tableOf('35=g|335=v|207=sim|263=0|'));
    expect(voice.raw).toEqual([
      '35=h|335=t|336=1|340=2|1301=sim|',
      '35=h|335=u|336=1|340=6|1301=elsewhere|',
      '35=h|335=v|336=1|340=2|1301=sim|',
    ]);
    for (const { fields } of voice.heard) expect(fields.get(336)).toBe('1');
  });
});
