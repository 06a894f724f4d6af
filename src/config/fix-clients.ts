/**
 * The clients of the FIX server, read from their mappings: every problem with its place and the way out. Owns
 * which options there are; passwords come from the environment. Cold.
 */
import { parsePattern } from '../market/instrument-pattern.js';
import type { Mapping, MappingValue } from './leaf.js';
import { nearest } from './nearest.js';
import type { BookcastConfig } from './schema.js';

export const FIX_VERSIONS = ['FIX.4.2', 'FIX.4.4', 'FIX.5.0SP2'] as const;

export interface FixClientConfig {
  readonly name: string;
  readonly compId: string;
  readonly version: (typeof FIX_VERSIONS)[number];
  readonly subId: string | undefined;
  readonly username: string | undefined;
  /** `asked`: its Logon must have the password of the variable. */
  readonly password: 'asked' | 'none';
  readonly instruments: readonly string[];
  readonly resetOnLogon: boolean;
  readonly nextExpected: boolean;
}

const OPTIONS = [
  'name',
  'compId',
  'version',
  'subId',
  'username',
  'password',
  'instruments',
  'resetOnLogon',
  'nextExpected',
] as const;

const COMP_ID = /^[\x21-\x7e]{1,64}$/;

/** The variable that holds a client's password. */
export const fixClientPasswordVariable = (name: string): string =>
  `BOOKCAST_FIX_SERVER_${name.toUpperCase().replaceAll('-', '_')}_PASSWORD`;

/** @returns the clients; texts for what is wrong, where something is. */
export function readFixClients(
  { clients }: Pick<BookcastConfig['fixServer'], 'clients'>,
  env: Readonly<Record<string, string | undefined>>,
): { readonly clients: readonly FixClientConfig[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const read = clients.map((mapping) => readClient(mapping as Mapping, env, problems));
  const seen = new Map<string, string>();
  for (const { name, compId, version, subId } of read) {
    const identity = `${version} ${compId} ${subId ?? ''}`;
    const other = seen.get(identity);
    if (other !== undefined)
      problems.push(`${name} has the compId and version of ${other}: nobody could tell them apart`);
    seen.set(identity, name);
  }
  return { clients: read, problems };
}

/** Sentences, each with the client that it is about. */
export function fixServerProblems(
  settings: Pick<BookcastConfig['fixServer'], 'clients'>,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (settings.clients.length === 0)
    return ['is empty while fixServer.port is not 0: nobody could log on; name the clients'];
  return readFixClients(settings, env).problems;
}

function readClient(
  mapping: Mapping,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): FixClientConfig {
  const name = String(mapping['name']);
  const wrong = (text: string): void => void problems.push(`${name}: ${text}`);
  for (const option of Object.keys(mapping))
    if (!(OPTIONS as readonly string[]).includes(option))
      wrong(`there is no option ${option}; did you mean ${nearest(option, OPTIONS)}?`);
  const variable = fixClientPasswordVariable(name);
  const password = mapping['password'] === 'none' ? 'none' : 'asked';
  if (mapping['password'] !== undefined && mapping['password'] !== 'none')
    wrong(`a password stands in the settings, where everybody can read it: give it as ${variable}`);
  else if (password === 'asked' && !env[variable])
    wrong(
      `${variable} is not set; set it, or say password: none where the network vouches for the client`,
    );
  const version = FIX_VERSIONS.find((known) => known === (mapping['version'] ?? 'FIX.4.4'));
  if (version === undefined)
    wrong(`version ${String(mapping['version'])}: one of ${FIX_VERSIONS.join(', ')}`);
  const compId = String(mapping['compId'] ?? name.toUpperCase());
  if (!COMP_ID.test(compId))
    wrong(`compId ${compId}: up to 64 printable ASCII characters without spaces`);
  const flag = (option: 'resetOnLogon' | 'nextExpected'): boolean => {
    const value = mapping[option] ?? false;
    if (typeof value !== 'boolean') wrong(`${option}: true or false`);
    return value === true;
  };
  return {
    name,
    compId,
    version: version ?? 'FIX.4.4',
    subId: textOf(mapping['subId']),
    username: textOf(mapping['username']),
    password,
    instruments: readInstruments(mapping['instruments'], wrong),
    resetOnLogon: flag('resetOnLogon'),
    nextExpected: flag('nextExpected'),
  };
}

const textOf = (value: MappingValue | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

/** Nothing is allowed by leaving it out: a forgotten line must not open everything. */
function readInstruments(
  value: MappingValue | undefined,
  wrong: (text: string) => void,
): readonly string[] {
  const texts = value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
  if (texts.length === 0) wrong('instruments: list what it may have, venue:symbol, venue:* or *');
  for (const text of texts)
    if (parsePattern(text) === undefined)
      wrong(`instruments: ${text} is not venue:symbol, venue:* or *`);
  return texts;
}
