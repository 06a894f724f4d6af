/**
 * Signing in with a key, which `raw` channels want. The secret signs and is never sent, so it is in
 * no recording; the time that is signed is the venue's own, out of one of its answers.
 */
import { createHmac } from 'node:crypto';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const NONCE_LENGTH = 16;
const NONCE_RADIX = 36;

/** What the session may do: read, and nothing else. */
const SCOPE = 'connection account:read trade:none wallet:none block_trade:none';

export function credentialsOf(
  options: Readonly<Record<string, string>> | undefined,
): Credentials | undefined {
  const clientId = options?.['client-id'] ?? '';
  const clientSecret = options?.['client-secret'] ?? '';
  return clientId === '' || clientSecret === '' ? undefined : { clientId, clientSecret };
}

/** Parameters of public/auth, grant type client_signature. */
export function signedParams(
  { clientId, clientSecret }: Credentials,
  serverMs: number,
  random: () => number,
): Readonly<Record<string, unknown>> {
  const nonce = Array.from({ length: NONCE_LENGTH }, () =>
    Math.floor(random() * NONCE_RADIX).toString(NONCE_RADIX),
  ).join('');
  const signature = createHmac('sha256', clientSecret)
    .update(`${serverMs}\n${nonce}\n`)
    .digest('hex');
  return {
    grant_type: 'client_signature',
    client_id: clientId,
    timestamp: serverMs,
    signature,
    nonce,
    data: '',
    scope: SCOPE,
  };
}
