/**
 * Ready profiles: what differs from the defaults, for each counterparty that is known and for each way to key
 * entries. Written from the counterparties' own documents. Cold.
 */
import { DEFAULT_PROFILE, knobProblem, KNOB_NAMES, type FixProfile } from './profile.js';

export interface ReadyProfile {
  /** One line on it, for people. */
  readonly about: string;
  /** Matches the CompID that a log's messages come from. */
  readonly senders?: RegExp;
  readonly knobs: Partial<FixProfile>;
  /** `no`: its messages are not what the dictionary says, and are taken all the same. */
  readonly validate?: 'no';
}

export const PROFILES: Readonly<Record<string, ReadyProfile>> = {
  id: { about: 'Any counterparty whose entries have an MDEntryID.', knobs: { keying: 'id' } },
  price: {
    about: 'Any counterparty with one entry a price.',
    knobs: { keying: 'price' },
  },
  level: {
    about: 'Any counterparty whose entries have a level; changes are counted by RptSeq.',
    knobs: { keying: 'level', rptSeq: 'entry', depth: '10' },
  },
  quotes: {
    about: 'Any counterparty that tells its best bid and offer.',
    knobs: { keying: 'side', depth: '1' },
  },
  full: {
    about: 'Any counterparty that sends a whole image (35=W) each time.',
    knobs: { keying: 'full', updateType: 'full' },
  },
  ctrader: {
    about:
      'cTrader: quotes of liquidity providers by id; numbers for symbols, with names in the list.',
    senders: /^cserver$/i,
    validate: 'no',
    knobs: { keying: 'id', list: 'security-list', listFields: '559=0', crossed: 'allow' },
  },
  lmax: {
    about: 'LMAX: a whole image each time, instruments by SecurityID.',
    senders: /^LMX/,
    validate: 'no',
    knobs: {
      keying: 'full',
      updateType: 'full',
      instrument: 'security-id',
      names: 'EUR/USD:4001',
    },
  },
  binance: {
    about: 'Binance spot: levels by price with update ids, trades; fragments.',
    senders: /^SPOT$/,
    validate: 'no',
    knobs: {
      keying: 'price',
      newOfKnown: 'replace',
      changeOfUnknown: 'insert',
      deleteOfUnknown: 'ignore',
      updateIds: 'yes',
      depth: '5000',
      trimsDepth: 'no',
      list: 'security-list',
      listFields: '559=0',
      aggregated: 'yes',
      updateType: 'omit',
    },
  },
  bitfinex: {
    about: 'The Bitfinex FIX gateway: levels by price, trades.',
    senders: /^BFXFIX$/,
    validate: 'no',
    knobs: {
      keying: 'price',
      newOfKnown: 'replace',
      changeOfUnknown: 'insert',
      deleteOfZero: 'side',
      depth: '25',
      trimsDepth: 'no',
      entryTypes: '0,1,2',
      requestFields: '20003=P0',
    },
  },
  fx: {
    about: 'Currenex and its like: slots of a ladder by id, from an empty book on.',
    senders: /^CNX/,
    validate: 'no',
    knobs: { keying: 'id', newOfKnown: 'replace', start: 'empty', crossed: 'allow' },
  },
};

export const PROFILE_NAMES: readonly string[] = Object.keys(PROFILES);

/** Where nobody names one. */
export const PROFILE_DEFAULT = 'id';

/** The ready profile that knows the sender of a log's messages. */
export const profileOfSender = (compId: string): string | undefined =>
  PROFILE_NAMES.find((name) => PROFILES[name]!.senders?.test(compId));

/** The ready profile that the options name. @throws RangeError naming those there are. */
export function readyProfile(options: Readonly<Record<string, string>>): ReadyProfile {
  const { profile = PROFILE_DEFAULT } = options;
  const ready = Object.hasOwn(PROFILES, profile) ? PROFILES[profile] : undefined;
  if (ready !== undefined) return ready;
  throw new RangeError(`the option profile=${profile} must be one of ${PROFILE_NAMES.join(', ')}`);
}

/** @throws RangeError naming what is wrong and what there is. */
export function profileOf(options: Readonly<Record<string, string>>): FixProfile {
  const ready = readyProfile(options);
  const merged: Record<string, string> = { ...DEFAULT_PROFILE, ...ready.knobs };
  for (const name of KNOB_NAMES) {
    const text = options[name];
    if (text === undefined) continue;
    const problem = knobProblem(name, text);
    if (problem !== undefined) throw new RangeError(problem);
    merged[name] = text;
  }
  return merged as FixProfile;
}
