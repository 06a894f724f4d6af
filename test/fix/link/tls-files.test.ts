import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dialSession } from '../../../src/fix/link/dial-session.js';
import { loadTls } from '../../../src/fix/link/tls-files.js';
import type { TlsSettings } from '../../../src/fix/session/endpoint-settings.js';
import { scratchFolder } from '../store/scratch.js';
import { atEnd, LOOPBACK, makeLink, openDoor, settingsOf } from './link-rig.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'certificates');
const pem = (name: string): string => join(folder, `${name}.pem`);
const ours = (name: string) => ({ certificatePath: pem(name), keyPath: pem(`${name}.key`) });
const AUTHORITY = { caPath: pem('authority') };

/** What a client with these settings is told by an acceptor with those; `on` where both are logged on. */
async function meet(
  client: TlsSettings | undefined,
  acceptor: TlsSettings | undefined,
  host = 'localhost',
): Promise<{ readonly client: string; readonly acceptor: readonly string[] }> {
  const venue = makeLink(settingsOf('acceptor'));
  const door = await openDoor(
    [venue.link],
    acceptor === undefined ? {} : { tls: loadTls(acceptor), limits: { logonMsLimit: 2_000 } },
  );
  const { link, news } = makeLink(settingsOf('initiator'));
  dialSession(
    link,
    { host: host === 'localhost' ? LOOPBACK : host, port: door.port },
    {
      tls: client && loadTls({ ...(host === 'localhost' ? { serverName: host } : {}), ...client }),
      connectMsLimit: 3_000,
      failed: (why) => news.tell(`ended: ${why}`),
    },
  );
  return { client: await news.wait(/^on|^ended/), acceptor: door.news.heard };
}

describe('a session over TLS', () => {
  it('logs on where both certificates are good, by name and by address', async () => {
    const acceptor = { ...AUTHORITY, ...ours('acceptor'), wantsClientCertificate: true };
    const client = { ...AUTHORITY, ...ours('client') };
    expect((await meet(client, acceptor)).client).toBe('on');
    expect((await meet(client, acceptor, LOOPBACK)).client).toBe('on');
  });

  it('logs on where one of both insists on TLS 1.3', async () => {
    const acceptor = { ...ours('acceptor') };
    expect((await meet({ ...AUTHORITY, minVersion: 'TLSv1.3' }, acceptor)).client).toBe('on');
    expect((await meet(AUTHORITY, { ...acceptor, minVersion: 'TLSv1.3' })).client).toBe('on');
  });

  it('takes a key with a passphrase', async () => {
    const client = {
      ...AUTHORITY,
      certificatePath: pem('client'),
      keyPath: pem('client.locked.key'),
      passphrase: 'open-sesame',
    };
    const acceptor = { ...AUTHORITY, ...ours('acceptor'), wantsClientCertificate: true };
    expect((await meet(client, acceptor)).client).toBe('on');
  });

  const refusals: readonly (readonly [
    what: string,
    client: TlsSettings | undefined,
    acceptor: TlsSettings | undefined,
    words: RegExp,
  ])[] = [
    [
      'an acceptor of an authority that we do not know',
      { caPath: pem('stranger') },
      ours('acceptor'),
      /its certificate is not signed by .*stranger\.pem; give the certificate of the authority/,
    ],
    ['an expired certificate', AUTHORITY, ours('expired'), /its certificate has expired/],
    [
      'a certificate of another name',
      AUTHORITY,
      ours('other-name'),
      /its certificate is for another name .*fix\.venue\.example.*give the name that it has/,
    ],
    [
      'an acceptor that wants a certificate where we have none',
      AUTHORITY,
      { ...AUTHORITY, ...ours('acceptor'), wantsClientCertificate: true },
      /it wants a certificate of ours \(none is given\); give certificate and key/,
    ],
    [
      'an acceptor that does not know who signed ours',
      { ...AUTHORITY, ...ours('stranger-client') },
      { ...AUTHORITY, ...ours('acceptor'), wantsClientCertificate: true },
      /it may refuse our certificate \(.*stranger-client\.pem\): ask it which authority/,
    ],
  ];

  it.each(refusals)('is refused with %s, and the words name the way out', async (...row) => {
    const [, client, acceptor, words] = row;
    expect((await meet(client, acceptor)).client).toMatch(words);
  });

  it('is refused by a port that does not speak it, and the acceptor says so of one who does not', async () => {
    const plain = createServer((socket) => socket.end('220 smtp.example ready\r\n'));
    plain.on('connection', (socket) => socket.on('error', () => {}));
    plain.listen(0, LOOPBACK);
    await once(plain, 'listening');
    atEnd(() => plain.close());
    const { link, news } = makeLink(settingsOf('initiator'));
    dialSession(
      link,
      { host: LOOPBACK, port: (plain.address() as AddressInfo).port },
      { tls: loadTls(AUTHORITY), connectMsLimit: 3_000, failed: (why) => news.tell(why) },
    );
    expect(await news.wait(/./)).toMatch(/it does not speak TLS there; look at the port/);
    const met = await meet(undefined, ours('acceptor'));
    expect(met.client).toMatch(/^ended/);
    expect(met.acceptor[0]).toMatch(/no TLS: it does not speak TLS there/);
  });
});

describe('the files of TLS', () => {
  const told = (settings: TlsSettings): string => {
    try {
      loadTls(settings);
    } catch (error) {
      return (error as Error).message;
    }
    return 'good';
  };
  const written = (text: string): string => {
    const path = join(scratchFolder(), 'file.pem');
    writeFileSync(path, text);
    return path;
  };

  it('that are not there, not PEM, or not a certificate are named with the way out', () => {
    expect(told({ caPath: '/nowhere/ca.pem' })).toBe(
      'TLS: cannot read /nowhere/ca.pem (ENOENT); name a file that is there and may be read',
    );
    expect(told({ caPath: written('0\x82\x01') })).toMatch(
      /holds no certificate in PEM; convert it/,
    );
    expect(
      told({
        caPath: written('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      }),
    ).toMatch(/file\.pem holds a certificate that cannot be read .*; get it anew/);
  });

  it('that do not belong together are told', () => {
    expect(told({ certificatePath: pem('client') })).toMatch(
      /the certificate .*client\.pem is given without its key; give both or none/,
    );
    expect(told({ keyPath: pem('client.key') })).toMatch(/without its certificate/);
    expect(told({ certificatePath: pem('client'), keyPath: pem('acceptor.key') })).toMatch(
      /the key .*acceptor\.key\.pem is not the one of the certificate .*client\.pem/,
    );
    const locked = { certificatePath: pem('client'), keyPath: pem('client.locked.key') };
    expect(told(locked)).toMatch(
      /client\.locked\.key\.pem needs a passphrase; give its passphrase/,
    );
    expect(told({ ...locked, passphrase: 'guess' })).toMatch(/has another passphrase/);
    expect(told({ wantsClientCertificate: true })).toMatch(/no authority is given/);
  });
});
