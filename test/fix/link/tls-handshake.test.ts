/** TLS of both roles: the acceptor shows its certificate and checks the other's; the initiator waits until what it says will be read. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ACCEPTOR_LIMITS, FixAcceptor } from '../../../src/fix/link/fix-acceptor.js';
import { openFixSocket } from '../../../src/fix/link/fix-socket.js';
import { loadTls } from '../../../src/fix/link/tls-files.js';
import { atEnd, LOOPBACK, MovedClock, openDoor, RawPeer } from './link-rig.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'certificates');
const pem = (name: string): string => join(folder, `${name}.pem`);
const ours = (name: string) => ({ certificatePath: pem(name), keyPath: pem(`${name}.key`) });

/** What an initiator with these certificates finds, and in which order. */
function attempt(port: number, name: string): Promise<string[]> {
  const heard: string[] = [];
  const tls = loadTls({ caPath: pem('authority'), ...ours(name) });
  return new Promise((resolve) => {
    const socket = openFixSocket({ host: LOOPBACK, port }, tls, 5_000, {
      opened: () => resolve([...heard, 'opened']),
      failed: () => resolve([...heard, 'failed']),
    });
    socket.on('session', () => heard.push('ticket'));
    atEnd(() => socket.destroy());
  });
}

describe('TLS', () => {
  it('an acceptor shows its certificate and lets in who has one of its authority only', async () => {
    const acceptor = new FixAcceptor({
      address: { host: LOOPBACK, port: 0 },
      tls: loadTls({
        caPath: pem('authority'),
        ...ours('acceptor'),
        wantsClientCertificate: true,
      }),
      limits: ACCEPTOR_LIMITS,
      clock: new MovedClock(),
      find: () => undefined,
      note: () => {},
    });
    const port = await acceptor.listen();
    atEnd(() => acceptor.close());
    expect((await attempt(port, 'client')).at(-1)).toBe('opened');
    expect((await attempt(port, 'stranger-client')).at(-1)).toBe('failed');
  });

  it('an acceptor holds so many that never end the handshake; the oldest makes room', async () => {
    const tls = loadTls({ caPath: pem('authority'), ...ours('acceptor') });
    const door = await openDoor([], { tls, limits: { unnamedLimit: 3 } });
    const silent: RawPeer[] = [];
    for (let i = 0; i < 5; i++) silent.push(await RawPeer.connect(door.port));
    await silent[0]!.news.wait(/^closed/);
    await silent[1]!.news.wait(/^closed/);
    expect(door.acceptor.unnamedCount).toBe(3);
    await door.news.wait(/no TLS yet, and 3 others wait/);
    expect((await attempt(door.port, 'client')).at(-1)).toBe('opened');
    door.acceptor.close();
    await silent[4]!.news.wait(/^closed/);
  });

  it('TLS 1.3: an initiator says nothing before the acceptor has done its part of the handshake', async () => {
    const server = createTlsServer({
      cert: readFileSync(pem('acceptor')),
      key: readFileSync(pem('acceptor.key')),
      minVersion: 'TLSv1.3',
    }).listen(0, LOOPBACK);
    await once(server, 'listening');
    atEnd(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect((await attempt(port, 'client')).slice(0, 1)).toEqual(['ticket']);
  });

  it('a server that speaks no TLS is told as a failure', async () => {
    const server = createServer((socket) => socket.end('220 no TLS here\r\n')).listen(0, LOOPBACK);
    await once(server, 'listening');
    atEnd(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await attempt(port, 'client')).toEqual(['failed']);
  });
});
