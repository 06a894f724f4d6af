/**
 * A source's text to the settings of a MoldUDP64 feed. Cold.
 *
 *   itch-mold:A=239.1.1.1:26400,B=239.1.1.2:26401?request=HOST:PORT&glimpse=HOST:PORT&interface=IP
 */
import {
  checkAddress,
  loginOf,
  midnightOf,
  milliseconds,
  type OptionTexts,
} from '../nasdaq-options.js';
import { SOUP_LIMITS, type SoupLimits } from '../soup/limits.js';
import type { SoupLogin } from '../soup/messages.js';
import { MOLD_LIMITS, type MoldLimits } from './limits.js';

export interface MoldSettings {
  readonly venue: string;
  readonly lines: readonly { readonly name: string; readonly address: string }[];
  /** Address of the request server; without one, what both lines lose is lost. */
  readonly request: string | undefined;
  readonly glimpse: { readonly address: string; readonly login: SoupLogin } | undefined;
  readonly midnightSeconds: number;
  readonly limits: MoldLimits;
  readonly soupLimits: SoupLimits;
}

/** Options of the source's text, with a sentence on each. */
export const MOLD_OPTIONS: Readonly<Record<string, string>> = {
  request: 'HOST:PORT of the request server; without one, what all lines lose is lost.',
  glimpse: 'HOST:PORT of the GLIMPSE server; without one, books that were lost stay STALE.',
  interface: 'Address of the interface on which the multicast groups are joined.',
  date: 'Trading day, YYYY-MM-DD; without it venue times are times of day.',
  user: 'User name for GLIMPSE.',
  passwordFrom: 'Environment variable that holds the password for GLIMPSE.',
  gapHoldMs: 'A hole that is not filled by then is given up.',
  requestAfterMs: 'How long the other line may fill a hole before it is asked for.',
  silenceMs: 'Silence of all lines after which the books are STALE.',
};

const LINE_NAMES = ['A', 'B', 'C'] as const;
const LINE = /^([ABC])=(.*)$/;

/** @throws RangeError naming what is wrong and how it is written. */
export function moldSettings(
  venue: string,
  addresses: readonly string[],
  options: OptionTexts,
  environment: Readonly<Record<string, string | undefined>>,
): MoldSettings {
  const { request, glimpse } = options;
  const face = options['interface'] === undefined ? '' : `?interface=${options['interface']}`;
  const lines = addresses.map((text) => {
    const [, name, address] = LINE.exec(text) ?? [];
    if (name === undefined || address === undefined) {
      throw new RangeError(
        `line ${JSON.stringify(text)}: expected A=GROUP:PORT, B=GROUP:PORT or C=GROUP:PORT`,
      );
    }
    return { name, address: `udp://${checkAddress(`line ${name}`, address)}${face}` };
  });
  const isOrdered = lines.every(({ name }, index) => name === LINE_NAMES[index]);
  if (lines.length === 0 || !isOrdered) {
    throw new RangeError(
      `lines ${addresses.join(',') || '(none)'}: expected A, then B, then C, each at most once, as in A=239.1.1.1:26400,B=239.1.1.2:26401`,
    );
  }
  return {
    venue,
    lines,
    request: request === undefined ? undefined : `udp-peer://${checkAddress('request', request)}`,
    glimpse:
      glimpse === undefined
        ? undefined
        : {
            address: `tcp://${checkAddress('glimpse', glimpse)}`,
            login: loginOf(options, environment),
          },
    midnightSeconds: midnightOf(options),
    limits: {
      ...MOLD_LIMITS,
      gapHoldNs: milliseconds(options, 'gapHoldMs', MOLD_LIMITS.gapHoldNs, 1, 600_000),
      requestAfterNs: milliseconds(
        options,
        'requestAfterMs',
        MOLD_LIMITS.requestAfterNs,
        0,
        600_000,
      ),
      silenceNs: milliseconds(options, 'silenceMs', MOLD_LIMITS.silenceNs, 100, 600_000),
    },
    soupLimits: SOUP_LIMITS,
  };
}
