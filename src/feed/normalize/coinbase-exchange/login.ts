/**
 * Logging in, which the venue wants for `full` on its public address: each subscribe carries a key, its
 * passphrase, the time, and a signature of the time by the key's secret, which is itself never sent. Owns
 * the signature; called where the text goes out, so that no recording and no log has any of it.
 */
import { createHmac } from 'node:crypto';
import { isFields, parseJson } from '../parts/json.js';

/** What the venue has signed: a request to a path that is never asked for. */
const SIGNED_REQUEST = 'GET/users/self/verify';

/** The options that hold them, and the environment variables. */
export const LOGIN_SECRETS = {
  key: 'BOOKCAST_COINBASE_KEY',
  passphrase: 'BOOKCAST_COINBASE_PASSPHRASE',
  secret: 'BOOKCAST_COINBASE_SECRET',
} as const;

/** A text as it goes over the wire; as it is without all three secrets, or where it is no subscribe. */
export function withLogin(
  text: string,
  secrets: Readonly<Record<string, string>>,
  wallMs: number,
): string {
  const { key, passphrase, secret } = secrets;
  if (key === undefined || passphrase === undefined || secret === undefined) return text;
  const request = parseJson(text);
  if (!isFields(request) || request['type'] !== 'subscribe') return text;
  const timestamp = String(Math.floor(wallMs / 1000));
  const signature = createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(timestamp + SIGNED_REQUEST)
    .digest('base64');
  return JSON.stringify({ ...request, signature, key, passphrase, timestamp });
}
