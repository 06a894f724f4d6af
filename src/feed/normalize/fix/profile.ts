/**
 * How one counterparty speaks market data: plain data, every part of it a knob of its own in a source's options.
 * Owns the knobs' names, what they may be and what they are where nobody says. Cold.
 */
import { SCALE_MAX } from '../../../market/decimal.js';

export interface Knob {
  /** What it does, for people. */
  readonly doc: string;
  /** All values there are; else a pattern that the text must match, and what that is in words. */
  readonly choices?: readonly string[];
  readonly pattern?: RegExp;
  readonly allowed?: string;
  readonly fallback: string;
}

const choice = (choices: readonly string[], doc: string): Knob => ({
  choices,
  doc,
  fallback: choices[0]!,
});

const yesNo = (fallback: 'yes' | 'no', doc: string): Knob => ({
  choices: ['yes', 'no'],
  doc,
  fallback,
});

const whole = (max: number, fallback: string, doc: string): Knob => ({
  pattern: /^\d{1,6}$/,
  allowed: `a whole number, 0 to ${max}`,
  doc,
  fallback,
});

const scale = (doc: string): Knob => ({
  pattern: /^(|\d|1[0-5])$/,
  allowed: `a whole number of decimals, 0 to ${SCALE_MAX}`,
  doc,
  fallback: '',
});

const fields = (doc: string): Knob => ({
  pattern: /^([1-9]\d{0,5}=[^,=\x01]+(,[1-9]\d{0,5}=[^,=\x01]+)*)?$/,
  allowed: 'fields with commas between them, as in 20003=P0,7560=Y',
  doc,
  fallback: '',
});

/** In the order of the page. */
export const KNOBS = {
  keying: choice(
    ['id', 'price', 'level', 'side', 'full'],
    'What tells entries apart: MDEntryID (278), their price, their level (1023 or 290), one entry a side, or nothing, because every change is a whole image (35=W).',
  ),
  newOfKnown: choice(
    ['refuse', 'replace'],
    'A new entry (279=0) that is there already: a contradiction, or it takes the place of the old one.',
  ),
  changeOfUnknown: choice(
    ['refuse', 'insert'],
    'A change (279=1) of an entry that is not there: a contradiction, or a new one.',
  ),
  deleteOfUnknown: choice(
    ['refuse', 'ignore'],
    'A deletion (279=2) of what is not there: a contradiction, or nothing.',
  ),
  deleteOfZero: choice(
    ['refuse', 'side'],
    'By price: a deletion without a price, or at price 0, is a contradiction, or removes the whole side.',
  ),
  start: choice(
    ['image', 'empty'],
    'What answers a subscription: an image (35=W), or changes (35=X) that begin with an empty book.',
  ),
  instrument: choice(
    ['symbol', 'security-id', 'request'],
    'What names the instrument of a message: Symbol (55), SecurityID (48), or the MDReqID (262) of our request.',
  ),
  securityIdSource: {
    pattern: /^\w{0,2}$/,
    allowed: 'a SecurityIDSource (22) such as 8',
    doc: 'SecurityIDSource (22) of requests that name instruments by SecurityID.',
    fallback: '8',
  },
  inherits: yesNo(
    'yes',
    'An entry without an instrument is of the one before it; no: such a message is refused.',
  ),
  rptSeq: choice(
    ['none', 'entry', 'message'],
    'RptSeq (83) of an instrument is one more with every entry, or with every message; none: it is not looked at.',
  ),
  updateIds: yesNo('no', 'Changes carry FirstBookUpdateID and LastBookUpdateID (25043, 25044).'),
  subscribe: choice(
    ['each', 'together', 'none'],
    'A MarketDataRequest for each instrument, for many at once, or none: the counterparty sends without being asked.',
  ),
  updateType: choice(
    ['incremental', 'full', 'omit'],
    'MDUpdateType (265) of requests: 1, 0 or no such field.',
  ),
  image: choice(
    ['resubscribe', 'snapshot', 'reconnect'],
    'How one book is asked for again: the request is ended (263=2) and made anew; a snapshot (263=0) is asked for beside it; or, with `subscribe=none`, the session is begun anew, at most once a minute, because its images come with the logon.',
  ),
  entryTypes: {
    pattern: /^\w(,\w)*$/,
    allowed: 'MDEntryTypes (269) with commas between them, as in 0,1,2',
    doc: 'MDEntryTypes (269) of requests.',
    fallback: '0,1',
  },
  aggregated: choice(
    ['omit', 'yes', 'no'],
    'AggregatedBook (266) of requests: no such field, Y or N.',
  ),
  requestFields: fields('Further fields of a MarketDataRequest.'),
  depth: whole(
    100_000,
    '0',
    'MarketDepth (264) where the source names none; 0 is the whole book. By level it is also how many levels a side there are.',
  ),
  trimsDepth: yesNo(
    'yes',
    'What is pushed beyond the depth is gone without a message; no: the counterparty deletes it. By price and by level.',
  ),
  crossed: choice(
    ['rebuild', 'allow'],
    'A bid at or above an offer for two seconds: the book is asked for again, or it is normal (quotes of several providers).',
  ),
  list: choice(
    ['none', 'security-list', 'security-definition'],
    'Whether instruments and their tick sizes are asked for: SecurityListRequest (35=x), or a SecurityDefinitionRequest (35=c) for each.',
  ),
  listFields: fields('Fields of that request, as in 559=0 or 321=3.'),
  status: choice(
    ['none', 'security', 'session', 'both'],
    'Whether SecurityStatus (35=e) of each instrument, TradingSessionStatus (35=g) or both are asked for.',
  ),
  names: {
    pattern: /^([^,:\x01]+:[^,:\x01]+(,[^,:\x01]+:[^,:\x01]+)*)?$/,
    allowed: 'pairs with commas between them, as in EUR/USD:4001,GBP/USD:4002',
    doc: 'What we call an instrument, and what the counterparty calls it in 55 or 48.',
    fallback: '',
  },
  priceDecimals: scale(
    'Decimals of prices; without it those of the tick size, or as many as come.',
  ),
  quantityDecimals: scale(
    'Decimals of quantities; without it those of the lot size, or as many as come.',
  ),
} as const satisfies Readonly<Record<string, Knob>>;

export type KnobName = keyof typeof KNOBS;

/** Every knob with its text. */
export type FixProfile = { readonly [Name in KnobName]: string };

export const KNOB_NAMES = Object.keys(KNOBS) as readonly KnobName[];

/** What is wrong with a knob's text; undefined where nothing is. */
export function knobProblem(name: KnobName, text: string): string | undefined {
  const { choices, pattern, allowed }: Knob = KNOBS[name];
  if (choices !== undefined) {
    if (choices.includes(text)) return undefined;
    return `the option ${name}=${text} must be ${choices.join(' or ')}`;
  }
  return pattern!.test(text) ? undefined : `the option ${name}=${text} must be ${allowed}`;
}

/** The knobs where nobody has set them. */
export const DEFAULT_PROFILE = Object.fromEntries(
  KNOB_NAMES.map((name) => [name, KNOBS[name].fallback]),
) as FixProfile;
