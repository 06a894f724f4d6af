/**
 * Signing in with a key, which `raw` channels want. The secret stands in its place by name only: the
 * socket puts it in, so that no recording and no log has it.
 */

/** What the session may do: read, and nothing else. */
const SCOPE = 'connection account:read trade:none wallet:none block_trade:none';

/** Parameters of public/auth. */
export const authParams = (clientId: string): Readonly<Record<string, unknown>> => ({
  grant_type: 'client_credentials',
  client_id: clientId,
  client_secret: '{client-secret}',
  scope: SCOPE,
});
