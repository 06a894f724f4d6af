/** All options of a FIX source's text: the session's, and how the counterparty speaks and is called. Cold. */
import { VENUE_BYTES_LIMIT } from '../../../event/instrument-table.js';
import { KNOBS } from './profile.js';
import { SESSION_RULES } from './session-options.js';

const VENUE_NAME = /^[a-z][a-z0-9_-]*$/;

const docsOf = (all: Readonly<Record<string, { readonly doc: string }>>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).map(([name, { doc }]) => [name, doc]));

/** With a sentence on each. */
export const FIX_OPTIONS: Readonly<Record<string, string>> = {
  counterparty:
    'The entry of fix.counterparties whose options these are, and the name of its password.',
  venue:
    'What its instruments are called; the counterparty’s name, or the TargetCompID in lower case.',
  ...docsOf(SESSION_RULES),
  profile: 'How the counterparty speaks: a ready profile.',
  ...docsOf(KNOBS),
};

/** @throws RangeError where no option gives a name that clients can use. */
export function venueNameOf(options: Readonly<Record<string, string>>): string {
  const { target = 'fix', counterparty = nameOfCompId(target), venue = counterparty } = options;
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
