import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  connect,
  type BookcastClient,
  type ConnectOptions,
  type Subscription,
  type Update,
} from '../../src/client/index.js';
import { writeBbo } from '../../src/frame/bbo.js';
import { FRAME_FLAG, FrameHeader } from '../../src/frame/frame-header.js';
import { writeTrades } from '../../src/frame/trades.js';
import { STREAM_SLOT } from '../../src/market/stream.js';
import { ModelServer } from './model-server.js';
import { frameOf, instrumentFrame, ModelStream } from './model-stream.js';

const QUICK: ConnectOptions = {
  reconnect: { initialMs: 1, maxMs: 5 },
  resync: { initialMs: 1, maxMs: 5, answerMs: 2_000 },
};

let server: ModelServer;
let client: BookcastClient;
let stream: ModelStream;

beforeEach(async () => {
  server = await ModelServer.listen();
  stream = new ModelStream(10, 'sim', 'AAA', STREAM_SLOT.BOOK_10);
  stream.delta([
    { side: 0, price: 12345, quantity: 1500 },
    { side: 1, price: 12350, quantity: 7 },
  ]);
  server.streams = [stream];
});
afterEach(async () => {
  client.close();
  await server.close();
});

const start = (options: ConnectOptions = QUICK): void => {
  client = connect(server.url, options);
};

const BOOK = { channel: 'book', depth: 10, instruments: ['sim:AAA'] } as const;

/** Updates one by one. */
class Updates {
  private readonly iterator: AsyncIterator<Update>;
  constructor(subscription: Subscription) {
    this.iterator = subscription[Symbol.asyncIterator]();
  }
  async next(): Promise<Update> {
    const { value, done } = await this.iterator.next();
    if (done === true) throw new Error('the updates ended');
    return value as Update;
  }
  async until(kind: Update['kind']): Promise<Update> {
    for (;;) {
      const update = await this.next();
      if (update.kind === kind) return update;
    }
  }
}

describe('a subscription', () => {
  it('gets an image and then the deltas, as exact decimals and integers', async () => {
    start();
    const seen: string[] = [];
    let deltaCame!: () => void;
    const delta = new Promise<void>((resolve) => (deltaCame = resolve));
    const subscription = client.subscribe(BOOK, (update) => {
      seen.push(update.kind);
      if (update.kind === 'image')
        server.send(stream.delta([{ side: 0, price: 12346, quantity: 20 }]));
      else deltaCame();
    });
    const [replica] = await subscription.ready;
    await delta;
    expect(seen).toEqual(['image', 'delta']);
    expect([replica!.name, replica!.state, replica!.sync, replica!.seq]).toEqual([
      'sim:AAA',
      'LIVE',
      'in-sync',
      2,
    ]);
    expect(replica!.book!.bestBid).toEqual({
      price: '123.46',
      quantity: '0.020',
      ticks: 12346,
      lots: 20,
      orderCount: 6,
      verified: true,
    });
    expect(replica!.book!.bidLevels().map(({ price, quantity }) => [price, quantity])).toEqual([
      ['123.46', '0.020'],
      ['123.45', '1.500'],
    ]);
    expect(replica!.book!.askLevels(1)[0]).toMatchObject({ price: '123.50', quantity: '0.007' });
    expect([replica!.book!.hashLow, replica!.book!.hashHigh]).toEqual(stream.book.hash());
  });

  it('can be read with for await, and leaving the loop ends it', async () => {
    start();
    const kinds: string[] = [];
    for await (const update of client.subscribe(BOOK)) {
      kinds.push(update.kind);
      if (kinds.length === 3) break;
      server.send(stream.delta([{ side: 0, price: kinds.length, quantity: 1 }]));
    }
    expect(kinds).toEqual(['image', 'delta', 'delta']);
  });

  it('is refused with the code of the server', async () => {
    server.refuseWith = 'unknown-instrument';
    start();
    const subscription = client.subscribe(BOOK);
    await expect(subscription.ready).rejects.toMatchObject({ code: 'unknown-instrument' });
  });

  it('covers instruments that appear later', async () => {
    start();
    const subscription = client.subscribe({ channel: 'book', depth: 10, instruments: ['sim:*'] });
    const updates = new Updates(subscription);
    await updates.next();
    const later = new ModelStream(11, 'sim', 'BBB', STREAM_SLOT.BOOK_10);
    server.sendText({ op: 'notice', code: 'stream-added', id: 1, streams: [later.name] });
    server.send(instrumentFrame(11, 'sim', 'BBB'), ...later.image());
    const update = await updates.next();
    expect([update.stream.name, update.kind, subscription.streams.length]).toEqual([
      'sim:BBB',
      'image',
      2,
    ]);
  });

  it('ends at unsubscribe, and frames that still come are not delivered', async () => {
    start();
    const seen: Update[] = [];
    const subscription = client.subscribe(BOOK, (update) => seen.push(update));
    const loop = new Updates(client.subscribe({ ...BOOK, instruments: ['sim:ZZZ'] }));
    await subscription.ready;
    await client.ping();
    const before = seen.length;
    await subscription.unsubscribe();
    server.send(stream.delta([{ side: 0, price: 1, quantity: 1 }]));
    await client.ping();
    expect([before, seen.length, client.replicas.length]).toEqual([1, 1, 0]);
    expect(server.requests.find(({ op }) => op === 'unsubscribe')).toMatchObject({
      channel: 'book',
      depth: 10,
      instruments: ['sim:AAA'],
    });
    client.close();
    await expect(loop.next()).rejects.toThrow('the updates ended');
  });

  it('keeps the server subscribed while another subscription shares the stream', async () => {
    start();
    const first = client.subscribe(BOOK, () => undefined);
    const second = new Updates(client.subscribe({ ...BOOK, instruments: ['sim:*'] }));
    await first.ready;
    await second.next();
    await first.unsubscribe();
    server.send(stream.delta([{ side: 0, price: 1, quantity: 1 }]));
    expect((await second.until('delta')).stream.seq).toBe(2);
    expect(server.requests.some(({ op }) => op === 'unsubscribe')).toBe(false);
  });

  it('delivers trades with exact ids and prices, and says how many an image jumped over', async () => {
    const trades = new ModelStream(10, 'sim', 'AAA', STREAM_SLOT.TRADES);
    server.streams = [trades];
    server.serveImages = false;
    start();
    const subscription = client.subscribe({ channel: 'trades', instruments: ['sim:AAA'] });
    const updates = new Updates(subscription);
    await subscription.ready;
    const entries = {
      count: 1,
      price: Float64Array.of(12345),
      quantity: Float64Array.of(2),
      idHigh: Uint32Array.of(0xffffffff),
      idLow: Uint32Array.of(0xfffffffe),
      aggressor: Uint8Array.of(1),
      flags: Uint8Array.of(1),
    };
    const frame = (seq: number, flags: number, count: number): Uint8Array => {
      const header = new FrameHeader();
      header.seq = seq;
      header.stream = trades.stream;
      header.state = 1;
      header.flags = flags;
      return frameOf(512, (views) => writeTrades(views, 0, header, entries, 0, count));
    };
    server.send(
      instrumentFrame(10, 'sim', 'AAA'),
      frame(4, FRAME_FLAG.IMAGE, 0),
      frame(5, 0, 1),
      frame(9, FRAME_FLAG.IMAGE, 0),
    );
    expect(await updates.next()).toMatchObject({ kind: 'image', trades: [] });
    expect((await updates.next()).trades).toEqual([
      {
        price: '123.45',
        quantity: '0.002',
        ticks: 12345,
        lots: 2,
        tradeId: '18446744073709551614',
        aggressor: 'ask',
        auction: true,
        hidden: false,
        broken: false,
      },
    ]);
    expect(await updates.next()).toMatchObject({ kind: 'image', jumped: 4 });
  });

  it('delivers the best bid and offer', async () => {
    const bbo = new ModelStream(10, 'sim', 'AAA', STREAM_SLOT.BBO);
    server.streams = [bbo];
    server.serveImages = false;
    start();
    const subscription = client.subscribe({ channel: 'bbo', instruments: ['sim:AAA'] });
    const updates = new Updates(subscription);
    await subscription.ready;
    const header = new FrameHeader();
    header.stream = bbo.stream;
    header.flags = FRAME_FLAG.IMAGE;
    server.send(
      instrumentFrame(10, 'sim', 'AAA'),
      frameOf(512, (views) => writeBbo(views, 0, header, Float64Array.of(-5, 3, 0, 0))),
    );
    const { stream: replica } = await updates.next();
    expect([replica.bbo!.bid?.price, replica.bbo!.bid?.quantity, replica.bbo!.ask]).toEqual([
      '-0.05',
      '0.003',
      undefined,
    ]);
  });
});

describe('a client whose frames are faulty', () => {
  it('asks for an image after a gap and is in sync again', async () => {
    start();
    const updates = new Updates(client.subscribe(BOOK));
    await updates.next();
    stream.delta([{ side: 0, price: 1, quantity: 1 }]);
    server.send(stream.delta([{ side: 0, price: 2, quantity: 1 }]));
    const lost = await updates.next();
    expect([lost.kind, lost.lossReason, lost.stream.sync]).toEqual(['lost', 'gap', 'out-of-sync']);
    const healed = await updates.next();
    expect([healed.kind, healed.stream.sync, healed.stream.seq, healed.jumped]).toEqual([
      'image',
      'in-sync',
      3,
      2,
    ]);
    expect(client.counts).toMatchObject({ gaps: 1, resyncRequests: 1 });
    expect(server.requests.at(-1)).toMatchObject({ op: 'resync', streams: [stream.stream] });
  });

  it('asks again with back-off while images stay wrong', async () => {
    start();
    const updates = new Updates(client.subscribe(BOOK));
    await updates.next();
    server.serveImages = false;
    const corrupt = (): Uint8Array => {
      const [image] = stream.image();
      image![152] = image![152]! ^ 1;
      return image!;
    };
    stream.seq += 2;
    server.send(corrupt());
    expect((await updates.next()).lossReason).toBe('hash-mismatch');
    for (let i = 0; i < 3; i++) {
      await server.next('resync');
      server.send(corrupt());
    }
    await server.next('resync');
    server.send(...stream.image());
    expect((await updates.until('image')).stream.inSync).toBe(true);
    expect(client.counts.hashMismatches).toBe(4);
  });

  it('asks for the image that was promised and does not come', async () => {
    server.serveImages = false;
    start({ ...QUICK, resync: { answerMs: 1 } });
    const updates = new Updates(client.subscribe(BOOK));
    await server.next('resync');
    server.send(instrumentFrame(10, 'sim', 'AAA'), ...stream.image());
    expect((await updates.next()).kind).toBe('image');
  });

  it('starts over when bytes are no frames', async () => {
    start();
    const updates = new Updates(client.subscribe(BOOK));
    await updates.next();
    const error = client.once('error');
    server.send(Uint8Array.of(1, 2, 3));
    expect(await error).toMatchObject({ code: 'protocol' });
    expect((await updates.until('lost')).lossReason).toBe('disconnected');
    expect((await updates.until('image')).stream.inSync).toBe(true);
  });

  it('surfaces the bug of a callback and goes on', async () => {
    start();
    const uncaught = new Promise<unknown>((resolve) => {
      const [handler] = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        if (handler !== undefined) process.on('uncaughtException', handler);
        resolve(error);
      });
    });
    client.subscribe(BOOK, () => {
      throw new Error('bug of the caller');
    });
    const updates = new Updates(client.subscribe(BOOK));
    expect((await updates.next()).kind).toBe('image');
    expect(await uncaught).toMatchObject({ message: 'bug of the caller' });
  });
});

describe('a client whose connection is lost', () => {
  it('keeps showing the last book, comes back, subscribes again and takes the new numbers', async () => {
    start();
    const updates = new Updates(client.subscribe(BOOK));
    const { stream: replica } = await updates.next();
    const again = new ModelStream(77, 'sim', 'AAA', STREAM_SLOT.BOOK_10);
    again.delta([{ side: 0, price: 200, quantity: 1 }]);
    server.streams = [again];
    const opened: string[] = [];
    client.on('state', (state) => opened.push(state));
    server.dropClients();
    const lost = await updates.until('lost');
    expect([lost.lossReason, replica.sync, replica.book!.bestBid!.price]).toEqual([
      'disconnected',
      'disconnected',
      '123.45',
    ]);
    const image = await updates.until('image');
    expect(image.stream).toBe(replica);
    expect([replica.sync, replica.book!.bestBid!.price, client.counts.reconnects]).toEqual([
      'in-sync',
      '2.00',
      1,
    ]);
    expect(opened).toEqual(['waiting', 'connecting', 'open']);
  });

  it('comes back to a server that was away', async () => {
    const { port } = server;
    start();
    const updates = new Updates(client.subscribe(BOOK));
    await updates.next();
    await server.close();
    await updates.until('lost');
    while (client.counts.reconnects < 3) await client.once('state');
    server = await ModelServer.listen(port);
    server.streams = [stream];
    expect((await updates.until('image')).stream.inSync).toBe(true);
  });

  it('subscribes again until a restarted server knows the instrument', async () => {
    start();
    const updates = new Updates(client.subscribe(BOOK));
    await updates.next();
    server.refuseWith = 'unknown-instrument';
    server.dropClients();
    await server.next('subscribe');
    await server.next('subscribe');
    server.refuseWith = undefined;
    expect((await updates.until('image')).stream.inSync).toBe(true);
  });

  it('stays closed after a code that says so', async () => {
    start();
    const loop = client.subscribe(BOOK)[Symbol.asyncIterator]();
    await loop.next();
    const closed = new Promise<void>((resolve) =>
      client.on('state', (state) => state === 'closed' && resolve()),
    );
    server.closeClients(4429, 'rate-limited');
    await closed;
    const endOfLoop = async (): Promise<void> => {
      while ((await loop.next()).done !== true);
    };
    await expect(endOfLoop()).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('stays closed when the server speaks another version', async () => {
    server.hello = { protocol: 2 };
    start();
    const subscription = client.subscribe(BOOK);
    await expect(subscription.ready).rejects.toMatchObject({ code: 'protocol-version' });
    expect(client.state).toBe('closed');
  });

  it('gives a silent server up', async () => {
    server.hello = { heartbeatMs: 1 };
    let now = 0;
    start({
      ...QUICK,
      clock: {
        nowNs: () => (now += 1e9),
        offsetSince: () => undefined,
        monotonicOriginWallNs: () => undefined,
      },
    });
    await client.once('hello');
    const error = client.once('error');
    expect(await error).toMatchObject({ code: 'disconnected' });
  });

  it('rejects a ping that was on its way, and one without a connection', async () => {
    start();
    await client.once('hello');
    const ping = client.ping();
    server.dropClients();
    await expect(ping).rejects.toMatchObject({ code: 'disconnected' });
    client.close();
    await expect(client.ping()).rejects.toMatchObject({ code: 'disconnected' });
    await expect(client.subscribe(BOOK).ready).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('clocks and latency', () => {
  const words = (value: bigint): number[] => [Number(value >> 32n), Number(value & 0xffffffffn)];

  it('are shared on one host: tick-to-client is measured', async () => {
    const base = process.hrtime.bigint() - 1_000_000_000n;
    const wallBase = BigInt(Date.now()) * 1_000_000n - 1_000_000_000n;
    server.hello = { clock: { monotonicBaseNs: words(base), wallBaseNs: words(wallBase) } };
    start();
    const updates = new Updates(client.subscribe(BOOK));
    await updates.next();
    expect(client.serverClock.source).toBe('shared');
    stream.receivedNs = Number(process.hrtime.bigint() - base);
    stream.sentNs = stream.receivedNs + 1;
    server.send(stream.delta([{ side: 0, price: 1, quantity: 1 }]));
    const { tickToClientNs } = await updates.until('delta');
    expect(tickToClientNs).toBeGreaterThan(0);
    expect(client.latency.percentiles()).toMatchObject({
      count: 1,
      maxNs: Math.floor(tickToClientNs),
    });
  });

  it('tell nothing of deltas that a cache sent together with an image', async () => {
    const base = process.hrtime.bigint() - 9_000_000_000n;
    const wallBase = BigInt(Date.now()) * 1_000_000n - 9_000_000_000n;
    server.hello = { clock: { monotonicBaseNs: words(base), wallBaseNs: words(wallBase) } };
    server.serveImages = false;
    start();
    const subscription = client.subscribe(BOOK);
    const updates = new Updates(subscription);
    await subscription.ready;
    stream.receivedNs = 1_000_000_000;
    stream.sentNs = 8_000_000_000;
    server.send(instrumentFrame(10, 'sim', 'AAA'), ...stream.image());
    server.send(stream.delta([{ side: 0, price: 1, quantity: 1 }]));
    stream.receivedNs = 8_000_000_001;
    stream.sentNs = 8_000_000_002;
    server.send(stream.delta([{ side: 0, price: 1, quantity: 2 }]));
    expect((await updates.next()).kind).toBe('image');
    expect(await updates.next()).toMatchObject({ kind: 'delta', tickToClientNs: NaN });
    const { tickToClientNs } = await updates.next();
    expect(tickToClientNs).toBeGreaterThan(0);
    expect(client.latency.percentiles()).toMatchObject({
      count: 1,
      maxNs: Math.floor(tickToClientNs),
    });
  });

  it('are looked at again and again on another host, one ping at a time', async () => {
    server.hello = { clock: { monotonicBaseNs: words(123n), wallBaseNs: words(456n) } };
    start({ ...QUICK, clockPings: { quickCount: 2, quickMs: 1, slowMs: 2 } });
    const pings = (): number => server.requests.filter(({ op }) => op === 'ping').length;
    await client.once('hello');
    await new Promise((resolve) => setImmediate(resolve));
    expect(pings()).toBeLessThanOrEqual(2);
    while (pings() < 8) await new Promise((resolve) => setImmediate(resolve));
    expect(client.serverClock.source).toBe('estimated');
  });

  it('are estimated from ping and pong on another host', async () => {
    server.hello = { clock: { monotonicBaseNs: words(123n), wallBaseNs: words(456n) } };
    let now = 1e9;
    start({
      ...QUICK,
      clock: {
        nowNs: () => (now += 1000),
        offsetSince: () => undefined,
        monotonicOriginWallNs: () => undefined,
      },
    });
    await client.once('hello');
    await client.ping();
    const { serverClock } = client;
    expect(serverClock.source).toBe('estimated');
    expect(Math.abs(serverClock.serverNs(now) - 5e9)).toBeLessThanOrEqual(
      serverClock.errorNs + 20_000,
    );
  });
});

describe('notices and options', () => {
  it('hand notices and the hello on', async () => {
    start({ ...QUICK, WebSocket });
    expect(await client.once('hello')).toMatchObject({
      server: 'model',
      limits: { subscriptions: 10 },
    });
    const notice = client.once('notice');
    server.sendText({ op: 'notice', code: 'dropped-to-image', frames: 12, streams: 1 });
    expect(await notice).toMatchObject({ code: 'dropped-to-image', details: { frames: 12 } });
  });
});
