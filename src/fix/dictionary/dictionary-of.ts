/** The dictionary of a version, read from the data at its first use and shared. Cold, any thread. */
import type { FixVersion } from '../session/session-settings.js';
import { INSTRUMENT_FIELDS } from './data/instrument-fields.js';
import { LEG_FIELDS } from './data/leg-fields.js';
import { MARKET_DATA_FIELDS } from './data/market-data-fields.js';
import { MESSAGES_42 } from './data/messages-4.2.js';
import { MESSAGES_44 } from './data/messages-4.4.js';
import { MESSAGES_50 } from './data/messages-5.0.js';
import { OTHER_FIELDS } from './data/other-fields.js';
import { SESSION_FIELDS } from './data/session-fields.js';
import { Dictionary, DICTIONARY_VERSIONS } from './dictionary.js';
import { fieldsOf } from './fields-notation.js';
import { messagesOf } from './messages-notation.js';

const FIELDS = [SESSION_FIELDS, MARKET_DATA_FIELDS, INSTRUMENT_FIELDS, LEG_FIELDS, OTHER_FIELDS];

const MESSAGES: Readonly<Record<FixVersion, string>> = {
  'FIX.4.2': MESSAGES_42,
  'FIX.4.4': MESSAGES_44,
  'FIX.5.0SP2': MESSAGES_50,
};

const dictionaries = new Map<FixVersion, Dictionary>();

export function dictionaryOf(version: FixVersion): Dictionary {
  let dictionary = dictionaries.get(version);
  if (dictionary === undefined) {
    const fields = fieldsOf(FIELDS.join('\n'), DICTIONARY_VERSIONS[version]);
    dictionary = new Dictionary(version, fields, messagesOf(MESSAGES[version], fields.values()));
    dictionaries.set(version, dictionary);
  }
  return dictionary;
}
