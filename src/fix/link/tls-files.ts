/**
 * Certificates and keys of a FIX session, read once and tried at the start: a wrong file is an error
 * then, with its name, and not a failed handshake at night. Cold.
 */
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import type { TlsSettings } from '../session/endpoint-settings.js';
import { LinkError } from './link-error.js';

export type { TlsSettings };

export interface TlsFiles {
  /** Of an initiator. */
  readonly context: SecureContext;
  /** The same for a server, which takes no context. */
  readonly options: SecureContextOptions;
  readonly settings: TlsSettings;
}

/** @throws LinkError that names the file and the way out. */
export function loadTls(settings: TlsSettings): TlsFiles {
  const { caPath, certificatePath, keyPath, passphrase } = settings;
  if ((certificatePath === undefined) !== (keyPath === undefined)) {
    const [given, missing] =
      keyPath === undefined
        ? [`certificate ${certificatePath}`, 'key']
        : [`key ${keyPath}`, 'certificate'];
    throw new LinkError(`TLS: the ${given} is given without its ${missing}; give both or none`);
  }
  if (settings.wantsClientCertificate === true && caPath === undefined) {
    throw new LinkError(
      'TLS: client certificates are wanted and no authority is given to check them against; give its certificate (ca)',
    );
  }
  const ca = caPath === undefined ? undefined : readPem(caPath, 'CERTIFICATE');
  const cert = certificatePath === undefined ? undefined : readPem(certificatePath, 'CERTIFICATE');
  const key = keyPath === undefined ? undefined : readPem(keyPath, 'PRIVATE KEY');
  try {
    const options = {
      minVersion: settings.minVersion ?? 'TLSv1.2',
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(passphrase === undefined ? {} : { passphrase }),
    } as const;
    return { context: createSecureContext(options), options, settings };
  } catch (error) {
    throw new LinkError(reasonOf(error as NodeJS.ErrnoException, settings));
  }
}

function readPem(path: string, what: 'CERTIFICATE' | 'PRIVATE KEY'): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new LinkError(
      `TLS: cannot read ${path} (${code}); name a file that is there and may be read`,
    );
  }
  if (!new RegExp(`-----BEGIN [A-Z ]*${what}-----`).test(bytes.toString('latin1'))) {
    throw new LinkError(
      `TLS: ${path} holds no ${what.toLowerCase()} in PEM; convert it with openssl, -outform PEM`,
    );
  }
  if (what === 'CERTIFICATE') {
    try {
      new X509Certificate(bytes);
    } catch (error) {
      throw new LinkError(
        `TLS: ${path} holds a certificate that cannot be read (${(error as Error).message}); get it anew from who issued it`,
      );
    }
  }
  return bytes;
}

/** OpenSSL's codes in words. */
function reasonOf(error: NodeJS.ErrnoException, settings: TlsSettings): string {
  const { code = '', message } = error;
  const { certificatePath, keyPath, passphrase } = settings;
  if (/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/.test(code)) {
    return `TLS: the key ${keyPath} is not the one of the certificate ${certificatePath}; give the key that the certificate was made with`;
  }
  if (
    /BAD_DECRYPT|INTERRUPTED|BAD_PASSWORD|CANCELLED/.test(code) ||
    /passphrase|decrypt|interrupted/i.test(message)
  ) {
    const why = passphrase === undefined ? 'needs a passphrase' : 'has another passphrase';
    return `TLS: the key ${keyPath} ${why}; give its passphrase, or a key without one`;
  }
  const files = [settings.caPath, certificatePath, keyPath].filter((path) => path !== undefined);
  return `TLS: ${files.join(', ')} cannot be used: ${message}; look at them with openssl x509 -text and openssl pkey`;
}
