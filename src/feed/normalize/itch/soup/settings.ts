/**
 * A source's text to the settings of a SoupBinTCP feed. Cold.
 *
 *   itch-soup:HOST:PORT?user=NAME&passwordFrom=VARIABLE&session=NAME&glimpse=HOST:PORT
 */
import {
  checkAddress,
  loginOf,
  midnightOf,
  milliseconds,
  type OptionTexts,
} from '../nasdaq-options.js';
import { SOUP_LIMITS, type SoupLimits } from './limits.js';
import type { SoupLogin } from './messages.js';

export interface SoupSettings {
  readonly venue: string;
  readonly address: string;
  readonly login: SoupLogin;
  /** The session to ask for first; empty: the current one. */
  readonly session: string;
  /** Address of the GLIMPSE server. With one, a start in mid-session begins with an image. */
  readonly glimpse: string | undefined;
  readonly midnightSeconds: number;
  readonly limits: SoupLimits;
}

/** Options of the source's text, with a sentence on each. */
export const SOUP_OPTIONS: Readonly<Record<string, string>> = {
  user: 'User name.',
  passwordFrom: 'Environment variable that holds the password.',
  session: 'Session to ask for first; the current one where not given.',
  glimpse:
    'HOST:PORT of the GLIMPSE server; with one, a start begins with an image, not with message 1.',
  date: 'Trading day, YYYY-MM-DD; without it venue times are times of day.',
  silenceMs: 'Silence of the server after which the connection counts as lost.',
};

/** @throws RangeError naming what is wrong and how it is written. */
export function soupSettings(
  venue: string,
  addresses: readonly string[],
  options: OptionTexts,
  environment: Readonly<Record<string, string | undefined>>,
): SoupSettings {
  if (addresses.length !== 1) {
    throw new RangeError(
      `addresses ${addresses.join(',') || '(none)'}: expected one HOST:PORT, as in ${venue}:127.0.0.1:26500`,
    );
  }
  const { glimpse, session = '' } = options;
  if (!/^[A-Za-z0-9]{0,10}$/.test(session)) {
    throw new RangeError(
      `session ${JSON.stringify(session)}: expected at most 10 letters and digits`,
    );
  }
  return {
    venue,
    address: `tcp://${checkAddress('address', addresses[0]!)}`,
    login: loginOf(options, environment),
    session,
    glimpse: glimpse === undefined ? undefined : `tcp://${checkAddress('glimpse', glimpse)}`,
    midnightSeconds: midnightOf(options),
    limits: {
      ...SOUP_LIMITS,
      silenceNs: milliseconds(options, 'silenceMs', SOUP_LIMITS.silenceNs, 1_100, 600_000),
    },
  };
}
