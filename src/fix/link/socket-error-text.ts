/** Why a FIX socket failed, in words with the way out: OpenSSL's and the system's codes say neither. Any thread. */
import type { TlsFiles } from './tls-files.js';

const TLS_WORDS: readonly (readonly [RegExp, (ours: string, authority: string) => string])[] = [
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE/,
    (_, authority) =>
      `its certificate is not signed by ${authority}; give the certificate of the authority that signed it (ca)`,
  ],
  [/CERT_HAS_EXPIRED/, () => 'its certificate has expired; its owner must renew it'],
  [/CERT_NOT_YET_VALID/, () => 'its certificate is not valid yet; look at this machine’s clock'],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/,
    () => 'it does not speak TLS there; look at the port, or turn TLS off',
  ],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS/,
    () => 'no TLS version that both sides allow; look at the lowest one (min version)',
  ],
  [/NO_SHARED_CIPHER/, () => 'no cipher that both sides allow, or the acceptor has no certificate'],
  [
    /PEER_DID_NOT_RETURN|CERTIFICATE_REQUIRED|ALERT_HANDSHAKE_FAILURE/,
    (ours) => `it wants a certificate of ours (${ours}); give certificate and key`,
  ],
  [
    /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_\w+|ACCESS_DENIED|NO_CERTIFICATE)/,
    (ours) => `it refuses our certificate (${ours}); ask it which authority must sign it`,
  ],
];

const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the other side cut the connection',
  EPIPE: 'the other side cut the connection',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'no answer of the name server',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no way there',
  ENETUNREACH: 'no way there',
};

export function socketErrorText(error: Error, tls: TlsFiles | undefined): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `its certificate is for another name (${message}); give the name that it has (server name)`;
  }
  if (tls !== undefined) {
    const { caPath = 'an authority that this system knows', certificatePath = 'none is given' } =
      tls.settings;
    const text = `${code} ${message}`.toUpperCase().replaceAll(' ', '_');
    const words = TLS_WORDS.find(([pattern]) => pattern.test(text))?.[1];
    if (words !== undefined) return `${words(certificatePath, caPath)} [${code}]`;
  }
  const words = SYSTEM_WORDS[code];
  return words === undefined ? message : `${words} (${code})`;
}
