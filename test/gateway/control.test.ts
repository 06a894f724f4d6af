import { afterEach, describe, expect, it } from 'vitest';
import { readControlRequest } from '../../src/gateway/control-request.js';
import { ERROR_CODES, ERROR_COUNTER, type ErrorCode } from '../../src/gateway/error-codes.js';
import { STREAM_SLOT, streamId } from '../../src/market/stream.js';
import { asInstrumentId } from '../../src/market/units.js';
import { GatewayRig } from './gateway-rig.js';
import { until } from './turns.js';

let rig: GatewayRig;
afterEach(() => rig.close());

const BOOK_A = streamId(asInstrumentId(0), STREAM_SLOT.BOOK_10);

describe('a control request', () => {
  it.each<[string, ErrorCode]>([
    ['{', 'bad-json'],
    ['', 'bad-json'],
    ['7', 'bad-request'],
    ['[]', 'bad-request'],
    ['null', 'bad-request'],
    ['{"op":"ping","id":{}}', 'bad-request'],
    ['{"op":"ping","extra":1}', 'bad-request'],
    ['{"op":"resync","streams":[]}', 'bad-request'],
    ['{"op":"resync","streams":["1"]}', 'bad-request'],
    ['{"op":"subscribe","channel":"book","instruments":[]}', 'bad-request'],
    ['{"op":"subscribe","channel":"book"}', 'bad-request'],
    ['{}', 'unknown-op'],
    ['{"op":"constructor"}', 'unknown-op'],
    ['{"op":"__proto__"}', 'unknown-op'],
    ['{"op":"subscribe","channel":"books","instruments":["sim:AAA"]}', 'unknown-channel'],
    ['{"op":"subscribe","channel":"book","depth":5,"instruments":["sim:AAA"]}', 'bad-depth'],
    ['{"op":"subscribe","channel":"bbo","depth":1,"instruments":["sim:AAA"]}', 'bad-depth'],
    ['{"op":"subscribe","channel":"book","instruments":["AAA"]}', 'bad-instrument'],
    ['{"op":"subscribe","channel":"book","instruments":["*:AAA"]}', 'bad-instrument'],
    ['{"op":"subscribe","channel":"book","instruments":[7]}', 'bad-instrument'],
    [
      '{"op":"subscribe","channel":"book","instruments":["sim:AAA","sim:ZZZ"]}',
      'unknown-instrument',
    ],
    ['{"op":"unsubscribe","channel":"book","instruments":["sim:AAA"]}', 'not-subscribed'],
    ['{"op":"unsubscribe","channel":"book","instruments":["sim:*"]}', 'not-subscribed'],
    ['{"op":"resync","streams":[3]}', 'not-subscribed'],
  ])('%s is refused with %s', async (text, code) => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    client.sendRaw(text);
    const answer = await client.text(({ op }) => op === 'error');
    expect(answer.code).toBe(code);
    expect(answer.message).toMatch(/\w/);
    expect(rig.counters.read(ERROR_COUNTER[code])).toBe(1);
    expect(await client.request({ op: 'ping' })).toMatchObject({
      op: 'pong',
      serverNs: expect.any(Number),
    });
    expect(rig.count('SUBSCRIPTIONS')).toBe(0);
  });

  it('has a code for every refusal, and its answer carries the request id', () => {
    expect(Object.keys(ERROR_COUNTER).sort()).toEqual(Object.keys(ERROR_CODES).sort());
    expect(new Set(Object.values(ERROR_COUNTER)).size).toBe(Object.keys(ERROR_CODES).length);
    expect(readControlRequest('{"op":"nothing","id":"mine"}')).toMatchObject({
      op: 'refused',
      id: 'mine',
    });
  });

  it('subscribes twice to the same only once', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    await client.subscribe(['sim:AAA', 'sim:AAA']);
    const again = await client.subscribe(['sim:*']);
    expect((again['streams'] as unknown[]).length).toBe(3);
    await until(() => client.replicas.size === 3);
    expect(client.replicas.get(BOOK_A)!.images).toBe(1);
    expect(rig.count('SUBSCRIPTIONS')).toBe(3);
  });

  it('of binary is refused', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    client.sendRaw(Buffer.from([1, 2, 3]));
    expect((await client.text(({ op }) => op === 'error')).code).toBe('binary-not-allowed');
  });

  it('of more than the limit is refused, and the connection closed', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    client.sendRaw(`"${'x'.repeat(1_048_576)}"`);
    expect((await client.text(({ op }) => op === 'error')).code).toBe('message-too-large');
    expect(await client.closed()).toBe(1009);
  });

  it('of many megabytes ends its connection and no other', async () => {
    rig = await GatewayRig.start();
    const [flooding, calm] = [await rig.connect(), await rig.connect()];
    flooding.sendRaw(Buffer.alloc(8 * 1_048_576));
    await flooding.closed();
    expect((await calm.request({ op: 'ping' })).op).toBe('pong');
    expect(rig.count('CONNECTIONS')).toBe(1);
  });

  it('for more streams than the limit is refused as a whole', async () => {
    rig = await GatewayRig.start({
      options: { subscriptionLimit: 2, requestBytesLimit: 1_048_576 },
    });
    const client = await rig.connect();
    expect((await client.subscribe(['sim:*'])).code).toBe('too-many-subscriptions');
    const many = Array.from({ length: 10_000 }, (_, i) => `sim:S${i}`);
    expect((await client.subscribe(many)).code).toBe('unknown-instrument');
    expect((await client.subscribe(['sim:AAA', 'sim:BBB'])).op).toBe('subscribed');
    expect((await client.subscribe(['sim:CCC'])).code).toBe('too-many-subscriptions');
    expect(rig.count('SUBSCRIPTIONS')).toBe(2);
  });

  it('that a wildcard outgrows later is told once', async () => {
    rig = await GatewayRig.start({ options: { subscriptionLimit: 5 } });
    const client = await rig.connect();
    expect((await client.subscribe(['sim:*'])).op).toBe('subscribed');
    for (const symbol of ['DDD', 'EEE', 'FFF']) rig.define('sim', symbol);
    await client.notice('too-many-subscriptions');
    await client.request({ op: 'ping' });
    expect(client.texts.filter(({ code }) => code === 'too-many-subscriptions').length).toBe(1);
    expect(rig.count('SUBSCRIPTIONS')).toBe(4);
  });

  it('too many a second is refused, and a flood closed', async () => {
    rig = await GatewayRig.start({ options: { requestsPerSecondLimit: 2 } });
    const client = await rig.connect();
    for (let i = 0; i < 6; i++) client.sendRaw('{"op":"ping"}');
    expect((await client.text(({ op }) => op === 'error')).code).toBe('rate-limited');
    for (let i = 0; i < 100; i++) client.sendRaw('{"op":"ping"}');
    expect(await client.closed()).toBe(4429);
    expect(client.closeReason).toBe('rate-limited');
  });
});

describe('a silent client', () => {
  it('is kept, and gets a heartbeat frame when nothing else was sent', async () => {
    rig = await GatewayRig.start({ options: { heartbeatMs: 20 } });
    const client = await rig.connect();
    await until(() => client.heartbeats >= 3);
    expect(client.breaches).toEqual([]);
    expect(rig.count('HEARTBEATS')).toBeGreaterThanOrEqual(3);
    expect(client.closeCode).toBeUndefined();
  });
});

describe('close', () => {
  it('tells the clients, says that they may come back, and lets nothing throw afterwards', async () => {
    rig = await GatewayRig.start();
    const [idle, busy] = [await rig.connect(), await rig.connect()];
    await busy.subscribe(['sim:*']);
    await until(() => busy.replicas.size === 3);
    rig.traffic = () => {
      rig.lane.change(asInstrumentId(0), [[1, 1]]);
      rig.lane.flush();
    };
    busy.sendRaw('{"op":"ping"}');
    const closed = rig.gateway.close();
    expect(rig.gateway.doWork()).toBe(0);
    await closed;
    await rig.gateway.close();
    for (const client of [idle, busy]) {
      expect(await client.closed()).toBe(1001);
      expect(client.closeReason).toBe('server-shutdown');
      await client.notice('server-shutdown');
    }
    expect(rig.count('CONNECTIONS')).toBe(0);
    expect(rig.count('SUBSCRIPTIONS')).toBe(0);
    expect(busy.breaches).toEqual([]);
  });
});
