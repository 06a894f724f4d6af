/** The settings of the FIX server. Owns the group `fixServer` of the schema. Cold. */
import { z } from 'zod';
import { integer, mappingList, text, toggle } from './leaf.js';

const path = (doc: string) => text(/^[\s\S]*$/, 'a path', '', doc);
/** What a CompID may be: ASCII without spaces. */
const COMP_ID = /^[\x21-\x7e]{1,64}$/;

export const fixServer = z.strictObject({
  port: integer(
    0,
    65_535,
    '',
    0,
    'TCP port of the FIX market data server, on the first gateway’s thread; 0 has none.',
  ),
  host: text(
    /^\S+$/,
    'a host name or address',
    '127.0.0.1',
    'Address that the FIX server listens on.',
  ),
  senderCompId: text(
    COMP_ID,
    'up to 64 printable ASCII characters without spaces',
    'BOOKCAST',
    'What the FIX server calls itself: TargetCompID (56) of its clients.',
  ),
  clients: mappingList(
    'a list of mappings, each with a name of its own (letters, digits, - and _, in lower case) and compId, version, instruments, username, password, subId, resetOnLogon, nextExpected',
    'FIX clients that may log on; see fix-server.md.',
  ),
  refreshMs: integer(
    10,
    60_000,
    'milliseconds',
    250,
    'How often a FIX client with full refreshes (265=0) gets a book that has changed.',
  ),
  logsMessages: toggle(
    false,
    'Whether the FIX server writes message logs as fix.messageLogFileBytes says: every W and X is in them.',
  ),
  tlsCertificatePath: path('PEM of the FIX server’s certificate and chain; empty: no TLS.'),
  tlsKeyPath: path('PEM of its key; BOOKCAST_FIX_SERVER_PASSPHRASE is its passphrase.'),
  tlsCaPath: path('PEM of the authorities of client certificates.'),
  tlsWantsClientCertificate: toggle(
    false,
    'Whether a client must show a certificate of fixServer.tlsCaPath.',
  ),
});
