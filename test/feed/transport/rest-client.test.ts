import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RestClient } from '../../../src/feed/source/rest-client.js';
import { startProxy, type Proxy } from './connect-proxy.js';

const RULES = { restWeightPerMinute: 120, messageBytesLimit: 1_000 };
const S = 1e9;

/** A venue that answers what the test tells it, and a client whose clock the test moves. */
class Rig {
  nowNs = 0;
  readonly asked: string[] = [];
  readonly ends: string[] = [];
  answer: (response: ServerResponse) => void = (response) => void response.end('[]');
  readonly server: Server = createServer((request, response) => {
    this.asked.push(request.url!);
    this.answer(response);
  });
  client!: RestClient;
  private waiting: (() => void)[] = [];

  async open(proxy?: string): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const end = (text: string): void => {
      this.ends.push(text);
      for (const resolve of this.waiting.splice(0)) resolve();
    };
    this.client = new RestClient(
      RULES,
      { nowNs: () => this.nowNs },
      {
        answered: (url, body) => end(`${this.path(url)} ${Buffer.from(body).toString()}`),
        failed: (url, why) => end(`${this.path(url)} failed: ${why}`),
      },
      proxy,
    );
  }

  fetch(path: string, weight = 1, notBeforeNs = 0): void {
    this.client.fetch(this.origin + path, weight, notBeforeNs);
  }

  async ended(count: number): Promise<void> {
    while (this.ends.length < count)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  tickAt(nowNs: number): void {
    this.nowNs = nowNs;
    this.client.tick(nowNs);
  }

  async close(): Promise<void> {
    await this.client.close();
    this.server.closeAllConnections();
    this.server.close();
  }

  private get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private path(url: string): string {
    return url.slice(this.origin.length);
  }
}

let rig: Rig;
let proxy: Proxy | undefined;
beforeEach(() => {
  rig = new Rig();
});
afterEach(async () => {
  await rig.close();
  await proxy?.close();
  proxy = undefined;
});

describe('REST requests', () => {
  it('hand on the body of a 200', async () => {
    await rig.open();
    rig.fetch('/depth?symbol=A');
    await rig.ended(1);
    expect(rig.ends).toEqual(['/depth?symbol=A []']);
  });

  it('are asked once while they wait or are under way', async () => {
    await rig.open();
    rig.fetch('/a', 1, S);
    rig.fetch('/a', 1, S);
    rig.tickAt(S);
    await rig.ended(1);
    expect(rig.asked).toEqual(['/a']);
  });

  it('wait for the earliest time that was given', async () => {
    await rig.open();
    rig.fetch('/late', 1, 2 * S);
    rig.tickAt(1.9 * S);
    expect(rig.client.counts.requests).toBe(0);
    rig.tickAt(2 * S);
    await rig.ended(1);
    expect(rig.asked).toEqual(['/late']);
  });

  it('spend half of the minute at once and the rest as it comes', async () => {
    await rig.open();
    rig.fetch('/first', 60);
    rig.fetch('/second', 1);
    await rig.ended(1);
    expect(rig.client.counts.requests).toBe(1);
    // 60 in a minute: one a second.
    rig.tickAt(0.5 * S);
    expect(rig.client.counts.requests).toBe(1);
    rig.tickAt(1.1 * S);
    await rig.ended(2);
    expect(rig.asked).toEqual(['/first', '/second']);
    expect(rig.client.counts.waitedNs).toBeCloseTo(1.1 * S, -6);
  });

  it('pause for all of them when the venue says 429, as long as it says', async () => {
    await rig.open();
    rig.answer = (response) =>
      void response.writeHead(429, { 'retry-after': '7' }).end('slow down');
    rig.fetch('/a');
    await rig.ended(1);
    expect(rig.ends).toEqual(['/a failed: HTTP status 429, no request for 7 s: slow down']);
    rig.answer = (response) => void response.end('{}');
    rig.fetch('/b');
    rig.tickAt(6.9 * S);
    expect(rig.asked).toEqual(['/a']);
    rig.tickAt(7 * S);
    await rig.ended(2);
    expect(rig.asked).toEqual(['/a', '/b']);
    expect(rig.client.counts).toMatchObject({ requests: 2, failures: 1, limited: 1 });
  });

  it('tell a server error without a pause', async () => {
    await rig.open();
    rig.answer = (response) => void response.writeHead(500).end('oops');
    rig.fetch('/a');
    rig.fetch('/b');
    await rig.ended(2);
    expect(rig.ends.sort()).toEqual([
      '/a failed: HTTP status 500: oops',
      '/b failed: HTTP status 500: oops',
    ]);
  });

  it('refuse a body beyond the limit, naming it', async () => {
    await rig.open();
    rig.answer = (response) => void response.end('x'.repeat(RULES.messageBytesLimit + 1));
    rig.fetch('/a');
    await rig.ended(1);
    expect(rig.ends).toEqual(['/a failed: the answer is longer than 1000 bytes']);
  });

  it('tell a connection that breaks, and ask the same again later', async () => {
    await rig.open();
    rig.answer = (response) => void response.socket!.destroy();
    rig.fetch('/a');
    await rig.ended(1);
    expect(rig.ends[0]).toMatch(/^\/a failed: /);
    rig.answer = (response) => void response.end('ok');
    rig.fetch('/a');
    await rig.ended(2);
    expect(rig.ends[1]).toBe('/a ok');
  });

  it('go through a proxy where one is named', async () => {
    proxy = await startProxy();
    await rig.open(proxy.url);
    rig.fetch('/a');
    await rig.ended(1);
    expect(rig.ends).toEqual(['/a []']);
    expect(proxy.tunnels).toHaveLength(1);
  });
});
