/** Options of a FIX source's text that are not the session's: how the counterparty speaks, and what it is called. Cold. */
import { VENUE_BYTES_LIMIT } from '../../../event/instrument-table.js';
import { KNOBS } from './profile.js';

const VENUE_NAME = /^[a-z][a-z0-9_-]*$/;

/** With a sentence on each. */
export const FIX_OPTIONS: Readonly<Record<string, string>> = {
  venue: 'What its instruments are called: the TargetCompID in lower case where not given.',
  target: 'TargetCompID: what the counterparty calls itself.',
  profile: 'How the counterparty speaks: a ready profile.',
  ...Object.fromEntries(Object.entries(KNOBS).map(([name, { doc }]) => [name, doc])),
};

/** @throws RangeError where neither option gives a name that clients can use. */
export function venueNameOf(options: Readonly<Record<string, string>>): string {
  const { target = 'fix', venue = nameOfCompId(target) } = options;
  if (VENUE_NAME.test(venue) && venue.length <= VENUE_BYTES_LIMIT) return venue;
  throw new RangeError(
    `the option venue=${venue} must be a name of at most ${VENUE_BYTES_LIMIT} letters, digits, - and _, in lower case`,
  );
}

/** A CompID as the name of a venue: in lower case, whatever a name may not hold as a dash. */
export const nameOfCompId = (compId: string): string =>
  compId
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, VENUE_BYTES_LIMIT) || 'fix';
