import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Gateway } from '../../src/gateway/gateway.js';
import { RequestOrigin } from '../../src/gateway/request-origin.js';
import { STATE } from '../../src/market/state.js';
import { GatewayRig } from './gateway-rig.js';
import { until } from './turns.js';

let rig: GatewayRig;
let folder: string | undefined;
afterEach(async () => {
  await rig?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: rig.port, path, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

function page(): string {
  folder = mkdtempSync(join(tmpdir(), 'gateway-assets-'));
  writeFileSync(join(folder, '..', 'outside.css'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'app.js'), 'export {};');
  writeFileSync(join(folder, 'secret.env'), 'never served');
  mkdirSync(join(folder, 'fonts'));
  writeFileSync(join(folder, 'fonts', 'a.css'), 'a{}');
  return folder;
}

describe('over HTTP', () => {
  it('health is up and readiness says why not, until it is', async () => {
    rig = await GatewayRig.start();
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: '{"status":"up"}' });
    const unready = await ask('/readyz');
    expect(unready.status).toBe(503);
    expect(JSON.parse(unready.body)).toEqual({ ready: false, reasons: ['feed 0 is not up'] });
    rig.readiness = { reasons: [] };
    expect((await ask('/readyz')).status).toBe(200);
  });

  it('readiness waits for the first instrument', async () => {
    rig = await GatewayRig.start({ symbols: [] });
    rig.readiness = { reasons: [] };
    const unready = await ask('/readyz');
    expect(unready.status).toBe(503);
    expect(JSON.parse(unready.body)).toEqual({
      ready: false,
      reasons: ['waiting for the first instrument'],
    });
    rig.define('sim', 'DDD');
    await until(() => rig.count('FRAMES_READ') > 0);
    const ready = await ask('/readyz');
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.body)).toEqual({ ready: true, reasons: [] });
  });

  it('instruments come with state and reason by name', async () => {
    rig = await GatewayRig.start();
    const aaa = rig.define('sim', 'DDD');
    rig.table.setState(aaa.id, STATE.STALE, 2);
    await until(() => rig.count('FRAMES_READ') > 0);
    const { instruments } = JSON.parse((await ask('/instruments')).body) as {
      instruments: unknown[];
    };
    expect(instruments.length).toBe(4);
    expect(instruments[3]).toMatchObject({
      venue: 'sim',
      symbol: 'DDD',
      priceScale: 2,
      state: 'STALE',
      reason: 'sequence-gap',
    });
    expect(instruments[0]).toMatchObject({ symbol: 'AAA', state: 'LIVE', reason: 'none' });
  });

  it('metrics are Prometheus text', async () => {
    rig = await GatewayRig.start();
    const metrics = await ask('/metrics');
    expect(metrics.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(metrics.body).toBe('# HELP x y\n');
  });

  it.each([
    ['/latency', '{"intervals":[1,2]}'],
    ['/latency/newest', '{"intervals":[2]}'],
  ])('%s is what was rendered last, and never from a cache', async (path, body) => {
    rig = await GatewayRig.start();
    const answer = await ask(path);
    expect(answer).toMatchObject({ status: 200, body });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('the page is served with types, entity tags and a policy that allows no other host', async () => {
    rig = await GatewayRig.start({ assetsDir: page() });
    const index = await ask('/');
    expect(index.body).toBe('<!doctype html>');
    expect(index.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(index.headers['content-security-policy']).toContain("default-src 'self'");
    const script = await ask('/app.js?v=1');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('/fonts/a.css')).body).toBe('a{}');
    const again = await ask('/app.js', { 'if-none-match': script.headers['etag'] as string });
    expect(again).toMatchObject({ status: 304, body: '' });
    const head = await ask('/app.js', {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe('10');
  });

  it.each([
    '/../outside.css',
    '/%2e%2e/outside.css',
    '/fonts/../../outside.css',
    '/secret.env',
    '/fonts',
    '/nothing',
    '//',
  ])('%s is not found', async (path) => {
    rig = await GatewayRig.start({ assetsDir: page() });
    expect((await ask(path)).status).toBe(404);
  });

  it('other methods are not allowed, and a foreign Host is refused', async () => {
    rig = await GatewayRig.start();
    expect(await ask('/healthz', {}, 'POST')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    });
    expect((await ask('/healthz', { host: 'evil.example' })).status).toBe(403);
    expect((await ask('/healthz', { host: 'localhost:1' })).status).toBe(200);
  });
});

describe('a connection', () => {
  it('beyond the limit is refused with 503 and a reason, until another has gone', async () => {
    rig = await GatewayRig.start({ options: { connectionLimit: 1 } });
    const first = await rig.connect();
    await expect(rig.connect()).rejects.toThrow(/503.*connection-limit/);
    expect(rig.count('REFUSED_CLIENT_LIMIT')).toBe(1);
    first.terminate();
    await until(() => rig.count('CONNECTIONS') === 0);
    await rig.connect();
  });

  it('from a page of another host is refused, unless it is listed', async () => {
    rig = await GatewayRig.start({ options: { allowedOrigins: ['https://desk.example'] } });
    await expect(rig.connect({ origin: 'https://evil.example' })).rejects.toThrow(
      /403.*origin-not-allowed/,
    );
    await expect(rig.connect({ host: 'evil.example' })).rejects.toThrow(/403.*host-not-allowed/);
    await rig.connect({ origin: 'https://desk.example' });
    await rig.connect({ origin: `http://127.0.0.1:${rig.port}` });
    expect([rig.count('REFUSED_ORIGIN'), rig.count('REFUSED_HOST')]).toEqual([1, 1]);
  });

  it('of raw bytes that are no HTTP harms nobody', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    const raw = connect(rig.port, '127.0.0.1');
    raw.on('error', () => {});
    raw.resume();
    raw.end(Buffer.from([0, 255, 1, 2, 13, 10, 13, 10]));
    await new Promise((resolve) => raw.on('close', resolve));
    expect((await client.request({ op: 'ping' })).op).toBe('pong');
  });
});

describe('listening', () => {
  it('on a port in use fails with a code and what to do', async () => {
    rig = await GatewayRig.start();
    await expect(GatewayRig.start({ options: { port: rig.port } })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(`port ${rig.port} on 127.0.0.1 is in use`) as string,
    });
  });

  it('on a foreign address fails with another code', async () => {
    rig = await GatewayRig.start();
    await expect(GatewayRig.start({ options: { host: '192.0.2.1' } })).rejects.toMatchObject({
      code: 'host-unavailable',
    });
    expect(rig.gateway).toBeInstanceOf(Gateway);
  });
});

describe('the origin rule', () => {
  it('lets a server that listens on all addresses answer to any name', () => {
    const open = new RequestOrigin('0.0.0.0', []);
    expect(open.hostAllowed('feed.example:8080')).toBe(true);
    expect(open.originAllowed('http://feed.example:8080', 'feed.example:8080')).toBe(true);
    expect(open.originAllowed('http://other.example', 'feed.example:8080')).toBe(false);
    expect(new RequestOrigin('0.0.0.0', ['*']).originAllowed('http://other.example', 'x')).toBe(
      true,
    );
  });

  it.each(['', 'evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', 'a b'])(
    'does not take %s for loopback',
    (host) => {
      expect(new RequestOrigin('127.0.0.1', []).hostAllowed(host)).toBe(false);
    },
  );

  it.each(['localhost', 'LOCALHOST:80', '[::1]:8080', '127.0.0.1:8080', 'book.localhost'])(
    'takes %s for loopback',
    (host) => {
      expect(new RequestOrigin('127.0.0.1', []).hostAllowed(host)).toBe(true);
    },
  );
});
