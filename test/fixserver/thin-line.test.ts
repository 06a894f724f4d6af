/** Logon → V → W → X through a real socket, a real gateway and the real session. */
import { describe, expect, it } from 'vitest';
import { asInstrumentId } from '../../src/market/units.js';
import { until } from '../gateway/turns.js';
import { ServerRig } from './server-rig.js';

describe('a FIX client', () => {
  it('logs on, subscribes, and has the book by W and X', async () => {
    const rig = await ServerRig.start();
    const { lane } = rig.gateway;
    lane.change(asInstrumentId(0), [
      [10_050, 3],
      [10_000, 5],
    ]);
    const client = await rig.client();
    client.request('one', ['sim:AAA']);
    const image = await client.hears('W');
    expect([image.fields.get(55), image.fields.get(262)]).toEqual(['sim:AAA', 'one']);
    const book = client.book('one', 'sim:AAA');
    expect(book.levels()).toEqual(['bid 100.5 3', 'bid 100 5']);
    lane.change(asInstrumentId(0), [
      [10_050, 0],
      [10_000, 7],
      [9_999, 1],
    ]);
    lane.flush();
    const update = await client.hears('X');
    expect(update.entries.map(({ fields }) => fields.get(279))).toEqual(['2', '1', '0']);
    expect(book.levels()).toEqual(['bid 100 7', 'bid 99.99 1']);
    expect(book.breaches).toEqual([]);
    client.say('V', '262=one|263=2|264=10|267=1|269=0|146=1|55=sim:AAA|');
    await until(() => rig.gateway.count('SUBSCRIPTIONS') === 0);
    await client.logout();
    await until(() => rig.gateway.count('CONNECTIONS') === 0);
  });
});
