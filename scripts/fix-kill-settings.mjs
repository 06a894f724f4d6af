// What both sides of fix-kill.mjs are: the child with its files, the parent in memory.
import { ENDPOINT_DEFAULTS } from '../dist/fix/session/endpoint-settings.js';
import { SESSION_DEFAULTS } from '../dist/fix/session/session-settings.js';

export const SOH = '\x01';

/** Small, so that the file is written anew often and kills hit that, too. */
export const KEPT_BYTES_LIMIT = 200_000;

export function killDrillSettings(role, storePath) {
  const [ours, theirs] = role === 'initiator' ? ['CHILD', 'PARENT'] : ['PARENT', 'CHILD'];
  return {
    ...ENDPOINT_DEFAULTS,
    hosts: [],
    session: {
      ...SESSION_DEFAULTS,
      role,
      identity: { version: 'FIX.4.4', senderCompId: ours, targetCompId: theirs },
    },
    ...(storePath === undefined
      ? {}
      : {
          files: {
            storePath,
            keptBytesLimit: KEPT_BYTES_LIMIT,
            syncs: false,
            messageLog: { fileBytes: 1_000_000, filesLimit: 2 },
          },
        }),
  };
}
