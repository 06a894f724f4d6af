/** What QuickFIX/J has and QuickFIX C++ has not: NextExpectedMsgSeqNum (789) and TLS with certificates of both sides. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTls } from '../../src/fix/link/tls-files.js';
import { quickfixj } from './peer-programs.js';
import { expectAllProcessed, processedNumbers, sentNumbers } from './sequence-proof.js';
import { caughtUp, dialled, expectNoComplaint, heard, listening, SYMBOLS } from './session-pair.js';

const program = quickfixj();
const certificates = join(dirname(fileURLToPath(import.meta.url)), '../fix/link/certificates');
const pem = (name: string): string => join(certificates, `${name}.pem`);
const PASSWORD = 'changeit';
const folder = mkdtempSync(join(tmpdir(), 'bookcast-peers-tls-'));
const keys = join(folder, 'keys.p12');
const trust = join(folder, 'trust.p12');
const ownPem = join(folder, 'own.pem');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A key of the Java side's own, and its trust in our test authority. */
function makeStores(): void {
  const keytool = (...args: readonly string[]): void => {
    const store = ['-storetype', 'PKCS12', '-storepass', PASSWORD];
    execFileSync('keytool', [...args, ...store], { stdio: 'pipe' });
  };
  const name = ['-dname', 'CN=localhost', '-ext', 'SAN=ip:127.0.0.1,dns:localhost'];
  keytool('-genkeypair', '-alias', 'own', '-keyalg', 'EC', ...name, '-keystore', keys);
  keytool('-exportcert', '-rfc', '-alias', 'own', '-file', ownPem, '-keystore', keys);
  keytool(
    '-importcert',
    '-noprompt',
    '-alias',
    'ours',
    '-file',
    pem('authority'),
    '-keystore',
    trust,
  );
}

const secured = {
  SocketUseSSL: 'Y',
  SocketKeyStore: keys,
  SocketKeyStorePassword: PASSWORD,
  KeyStoreType: 'PKCS12',
  SocketTrustStore: trust,
  SocketTrustStorePassword: PASSWORD,
  TrustStoreType: 'PKCS12',
};

describe.skipIf(program === undefined)('QuickFIX/J', () => {
  beforeAll(makeStores);

  it('rule 3: with 789 on both sides a cut stream goes on without any ResendRequest', async () => {
    const opening = await dialled(program!, {
      version: 'FIX.4.4',
      ours: { usesNextExpected: true },
      peer: { more: { EnableNextExpectedMsgSeqNum: 'Y' } },
    });
    const { ours, peer, proxy } = opening;
    ours.onLogon = () => ours.request(SYMBOLS, `R${ours.logons}`);
    peer.command('stream 2000');
    for (const bytes of [50_001, 20_003]) {
      await proxy.cutBehind(bytes);
      await peer.next('subscribed', peer.position);
    }
    await peer.next('idle');
    await caughtUp(opening);
    await heard(opening);
    const asks = [...ours.journal, ...peer.journal()].filter(({ type }) => type === '2');
    expect(asks).toEqual([]);
    expectAllProcessed(sentNumbers(peer.journal()), processedNumbers(ours.journal));
    expect(ours.journal.some(({ way, dup }) => way === 'in' && dup === true)).toBe(true);
    expectNoComplaint(opening);
  });

  it('TLS: we connect with a certificate of ours and check its own', async () => {
    const tls = loadTls({
      caPath: ownPem,
      certificatePath: pem('client'),
      keyPath: pem('client.key'),
    });
    const opening = await dialled(program!, {
      version: 'FIX.4.4',
      ours: { tls },
      peer: { more: { ...secured, NeedClientAuth: 'Y' } },
    });
    const { ours, peer } = opening;
    ours.onLogon = () => ours.request(SYMBOLS, 'R1');
    await peer.stream(200);
    await caughtUp(opening);
    expectAllProcessed(sentNumbers(peer.journal()), processedNumbers(ours.journal));
    expectNoComplaint(opening);
  });

  it('TLS: it connects to us with a certificate that we check', async () => {
    const tls = loadTls({
      caPath: ownPem,
      certificatePath: pem('acceptor'),
      keyPath: pem('acceptor.key'),
      wantsClientCertificate: true,
    });
    const { ours, peer } = await listening(program!, {
      version: 'FIX.4.4',
      ours: { tls },
      peer: { more: secured },
    });
    await peer.next('logon');
    await ours.until('asked', () => ours.journal.some(({ type }) => type === 'V'));
  });
});
