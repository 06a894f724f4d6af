/** Finds the session that a Logon is of: BeginString and CompIDs, turned round. Cold. */
import { BEGIN_STRINGS } from '../session/session-settings.js';
import type { LogonIdentity } from './fix-acceptor.js';
import type { SessionLink } from './session-link.js';

/** SubIDs are compared where the settings name them. */
export function sessionsByIdentity(
  links: readonly SessionLink[],
): (logon: LogonIdentity) => SessionLink | undefined {
  return (logon) => links.find((link) => isOf(link, logon));
}

function isOf(link: SessionLink, logon: LogonIdentity): boolean {
  const { version, senderCompId, targetCompId, senderSubId, targetSubId } = link.settings.identity;
  return (
    logon.beginString === BEGIN_STRINGS[version] &&
    logon.senderCompId === targetCompId &&
    logon.targetCompId === senderCompId &&
    (targetSubId === undefined || logon.senderSubId === targetSubId) &&
    (senderSubId === undefined || logon.targetSubId === senderSubId)
  );
}
