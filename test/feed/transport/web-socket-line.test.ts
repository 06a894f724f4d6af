import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../src/feed/source/token-bucket.js';
import type { LineRules } from '../../../src/feed/source/venue-line.js';
import { WebSocketLine } from '../../../src/feed/source/web-socket-line.js';
import { startProxy } from './connect-proxy.js';

const S = 1e9;
const RULES: LineRules = {
  sendsPerSecond: 2,
  silenceMs: 5_000,
  pingEveryMs: 0,
  lifetimeMs: 0,
  messageBytesLimit: 1_000,
};

/** A venue with one WebSocket, and a line whose clock the test moves. */
class Rig {
  nowNs = 0;
  readonly told: string[] = [];
  readonly heard: string[] = [];
  readonly notes: string[] = [];
  venue!: WebSocket;
  line!: WebSocketLine;
  private readonly http: Server = createServer();
  private readonly sockets = new WebSocketServer({ server: this.http });
  private waiting: { isTrue: () => boolean; resolve: () => void }[] = [];

  async open(rules: Partial<LineRules> = {}, proxy?: string): Promise<void> {
    this.http.listen(0, '127.0.0.1');
    await once(this.http, 'listening');
    this.sockets.on('connection', (socket) => {
      this.venue = socket;
      socket.on('message', (data: Buffer) => {
        this.heard.push(data.toString());
        this.look();
      });
      socket.on('ping', () => {
        this.heard.push('ping');
        this.look();
      });
    });
    const tell = (text: string): void => {
      this.told.push(text);
      this.look();
    };
    this.line = new WebSocketLine(
      {
        name: 'A1',
        address: `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}/x`,
        rules: { ...RULES, ...rules },
        clock: { nowNs: () => this.nowNs },
        random: () => 1,
        connects: new TokenBucket(1, 10),
        ...(proxy === undefined ? {} : { proxy }),
      },
      {
        opened: () => tell('opened'),
        lost: (_, why) => tell(`lost: ${why}`),
        received: (_, bytes, isBinary) =>
          tell(`${isBinary ? 'binary' : 'text'} ${Buffer.from(bytes).toString()}`),
        sent: (_, text, sentNs) => tell(`sent ${text} at ${sentNs / S}`),
        ageing: () => tell('ageing'),
        note: (text) => this.notes.push(text),
      },
    );
    await this.until(() => this.told.includes('opened') && this.sockets.clients.size === 1);
  }

  tickAt(nowNs: number): void {
    this.nowNs = nowNs;
    this.line.tick(nowNs);
  }

  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ isTrue, resolve });
      this.look();
    });
  }

  async close(): Promise<void> {
    this.line.close();
    for (const client of this.sockets.clients) client.terminate();
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, 'close');
  }

  private look(): void {
    this.waiting = this.waiting.filter(({ isTrue, resolve }) => {
      if (isTrue()) resolve();
      return !isTrue();
    });
  }
}

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => rig.close());

describe('a WebSocket to a venue', () => {
  it('hands on what comes, text and binary', async () => {
    await rig.open();
    rig.venue.send('{"a":1}');
    rig.venue.send(Buffer.from('bytes'));
    await rig.until(() => rig.told.length === 3);
    expect(rig.told).toEqual(['opened', 'text {"a":1}', 'binary bytes']);
  });

  it('sends no faster than the venue allows, in order', async () => {
    await rig.open();
    for (const text of ['a', 'b', 'c', 'd']) rig.line.send(text, 0);
    expect(rig.told.slice(1)).toEqual(['sent a at 0', 'sent b at 0']);
    rig.tickAt(0.4 * S);
    rig.tickAt(0.5 * S);
    rig.tickAt(1 * S);
    await rig.until(() => rig.heard.length === 4);
    expect(rig.told.slice(3)).toEqual(['sent c at 0.5', 'sent d at 1']);
    expect(rig.heard).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sends nothing before its time', async () => {
    await rig.open();
    rig.line.send('later', 3 * S);
    rig.tickAt(2.9 * S);
    expect(rig.told).toEqual(['opened']);
    rig.tickAt(3 * S);
    expect(rig.told).toEqual(['opened', 'sent later at 3']);
  });

  it('is opened again after a loss, later each time, and forgets what was not said', async () => {
    await rig.open();
    rig.venue.close(1012, 'service restart');
    await rig.until(() => rig.told.length === 2);
    expect(rig.told[1]).toBe('lost: closed with 1012 service restart');
    expect(rig.notes).toEqual([
      'A1: connection lost (closed with 1012 service restart); next attempt in 0.3 s',
    ]);
    rig.line.send('into the void', 0);
    rig.tickAt(0.2 * S);
    rig.tickAt(0.26 * S);
    await rig.until(() => rig.told.length === 3);
    rig.venue.terminate();
    await rig.until(() => rig.told.length === 4);
    expect(rig.told[2]).toBe('opened');
    expect(rig.notes[1]).toMatch(/next attempt in 0\.5 s$/);
    expect(rig.heard).toEqual([]);
  });

  it.each([
    { servedS: 3.5, wait: '0.3' },
    { servedS: 0.5, wait: '0.5' },
  ])('waits $wait s after a second life that brought messages for $servedS s', async (life) => {
    await rig.open();
    rig.line.reconnect('first loss');
    rig.tickAt(1 * S);
    await rig.until(() => rig.told.filter((text) => text === 'opened').length === 2);
    rig.nowNs = (1 + life.servedS) * S;
    rig.venue.send('still here');
    await rig.until(() => rig.told.includes('text still here'));
    rig.nowNs = 5 * S;
    rig.line.reconnect('second loss');
    expect(rig.notes[1]).toContain(`next attempt in ${life.wait} s`);
  });

  it('is lost when nothing comes for too long', async () => {
    await rig.open();
    rig.tickAt(5 * S);
    expect(rig.told).toEqual(['opened']);
    rig.tickAt(5.1 * S);
    expect(rig.told).toEqual(['opened', 'lost: nothing came for 5 s']);
  });

  it('counts a pong as a sign of life', async () => {
    await rig.open({ pingEveryMs: 2_000 });
    rig.tickAt(2.1 * S);
    await rig.until(() => rig.heard.includes('ping'));
    // The pong comes behind the ping: a message behind both tells that it is there.
    rig.venue.send('behind');
    await rig.until(() => rig.told.includes('text behind'));
    rig.tickAt(7 * S);
    expect(rig.told).not.toContain('lost: nothing came for 7 s');
  });

  it('says once that its life ends soon', async () => {
    await rig.open({ lifetimeMs: 100_000, silenceMs: 1e9 });
    rig.tickAt(90.9 * S);
    expect(rig.told).toEqual(['opened']);
    rig.tickAt(91.1 * S);
    rig.tickAt(92 * S);
    expect(rig.told).toEqual(['opened', 'ageing']);
  });

  it('is lost with a message beyond the limit', async () => {
    await rig.open();
    rig.venue.send('x'.repeat(1_001));
    await rig.until(() => rig.told.length === 2);
    expect(rig.told[1]).toBe('lost: Max payload size exceeded');
  });

  it('is not read while the feed is behind, and nothing is lost', async () => {
    await rig.open();
    rig.line.pause();
    for (let i = 0; i < 100; i++) rig.venue.send(`${i}`);
    await new Promise<void>((resolve) => rig.venue.send('last', () => resolve()));
    rig.tickAt(6 * S);
    expect(rig.told).toEqual(['opened']);
    rig.line.resume();
    await rig.until(() => rig.told.includes('text last'));
    expect(rig.told).toHaveLength(102);
  });

  it('is closed and opened again where the feed does not trust it', async () => {
    await rig.open();
    rig.line.reconnect('the sequence of the connection has a hole');
    expect(rig.told[1]).toBe('lost: the sequence of the connection has a hole');
    rig.tickAt(1 * S);
    await rig.until(() => rig.told.filter((text) => text === 'opened').length === 2);
  });

  it('goes through a proxy where one is named', async () => {
    const proxy = await startProxy();
    await rig.open({}, proxy.url);
    expect(proxy.tunnels).toHaveLength(1);
    rig.line.close();
    await proxy.close();
  });
});
