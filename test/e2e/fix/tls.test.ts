import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { repositoryRoot } from '../../architecture/source-tree.js';
import { itSurvivesFixFaults } from './fix-faults.js';

const certificate = (name: string): string =>
  join(repositoryRoot, 'test', 'fix', 'link', 'certificates', `${name}.pem`);
const OURS = [
  'heartBtInt=1',
  `tlsCa=${certificate('authority')}`,
  `tlsCertificate=${certificate('client')}`,
  `tlsKey=${certificate('client.key')}`,
  'tlsServerName=localhost',
].join('&');

beforeAll(() => {
  process.env['BOOKCAST_FIX_PASSWORD'] = 'open-sesame';
});
afterAll(() => {
  delete process.env['BOOKCAST_FIX_PASSWORD'];
});

describe('a FIX counterparty over TLS', () => {
  itSurvivesFixFaults(
    'TLS with certificates of both sides, and a password',
    {
      username: 'desk',
      password: 'open-sesame',
      tls: {
        caPath: certificate('authority'),
        certificatePath: certificate('acceptor'),
        keyPath: certificate('acceptor.key'),
        wantsClientCertificate: true,
      },
    },
    [
      { kind: 'garble', books: 'all' },
      { kind: 'disconnect-mid-message', books: 'all' },
      { kind: 'restart', ms: 200, books: 'all' },
    ],
    OURS,
  );
});
