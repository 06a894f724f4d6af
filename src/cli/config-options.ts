/**
 * Config keys as command line options: every key has one, a few have a short form, and only those
 * are listed in the help. Owns the way from parsed options back to key names. Cold.
 */
import { Option, type Command } from 'commander';
import { CONFIG_KEYS, type ConfigKey } from '../config/keys.js';
import { loadConfig, type LoadedConfig } from '../config/load.js';

export interface ShortFlag {
  /** `--port` */
  readonly flag: string;
  /** `gateway.port` */
  readonly key: string;
}

export const SERVE_FLAGS: readonly ShortFlag[] = [
  { flag: '--source', key: 'sources' },
  { flag: '--port', key: 'gateway.port' },
  { flag: '--host', key: 'gateway.host' },
  { flag: '--lanes', key: 'lanes' },
  { flag: '--gateways', key: 'gateways' },
  { flag: '--cut', key: 'lane.cut' },
  { flag: '--log-level', key: 'log.level' },
];

export const SIMULATOR_FLAGS: readonly ShortFlag[] = [
  { flag: '--symbols', key: 'source.simulator.symbols' },
  { flag: '--rate', key: 'source.simulator.messagesPerSecond' },
  { flag: '--seed', key: 'source.simulator.seed' },
];

export const RECORD_FLAGS: readonly ShortFlag[] = [
  { flag: '--source', key: 'sources' },
  { flag: '--out', key: 'record.path' },
  { flag: '--log-level', key: 'log.level' },
];

export const LANE_FLAGS: readonly ShortFlag[] = [
  { flag: '--lanes', key: 'lanes' },
  { flag: '--cut', key: 'lane.cut' },
  { flag: '--log-level', key: 'log.level' },
];

const keyNamed = (name: string): ConfigKey => {
  const key = CONFIG_KEYS.find((candidate) => candidate.name === name);
  if (key === undefined) throw new Error(`no config key ${name}`);
  return key;
};

const valueName = (key: ConfigKey): string => (typeof key.fallback === 'number' ? '<n>' : '<text>');

function optionOf(key: ConfigKey, flag: string, text: string): Option {
  const option = new Option(`${flag} ${valueName(key)}`, text);
  if (key.traits.repeats !== true) return option;
  return option.argParser((value, before: string | undefined) =>
    before === undefined ? value : `${before} ${value}`,
  );
}

/** A sentence of the schema in the way of all other options: `TCP port; …`, `threads that serve clients`. */
const optionText = (doc: string): string =>
  doc.replace(/\.$/, '').replace(/^[A-Z][a-z]*\b/, (word) => word.toLowerCase());

/** Adds `--config` and one option per key; `short` are the ones that the help shows. */
export function addConfigOptions(command: Command, short: readonly ShortFlag[]): Command {
  const taken = new Set(short.map(({ flag }) => flag));
  for (const { flag, key: name } of short) {
    const key = keyNamed(name);
    const isSame = flag === key.flag;
    const note = isSame ? '' : ` [${name}]`;
    const { choices } = key.traits;
    const values = choices === undefined ? '' : `one of ${choices.join(', ')}; `;
    const usual =
      key.traits.repeats === true ? 'may be repeated' : `default: ${String(key.fallback)}`;
    command.addOption(optionOf(key, flag, `${optionText(key.doc)} (${values}${usual})${note}`));
  }
  for (const key of CONFIG_KEYS) {
    if (!taken.has(key.flag)) command.addOption(optionOf(key, key.flag, '').hideHelp());
  }
  command.option('--config <file>', 'YAML file with settings [BOOKCAST_CONFIG]');
  return command.addHelpText(
    'after',
    '\nEvery setting has a flag, a variable and a key; `bookcast config print` lists them.',
  );
}

/** @throws ConfigError. @param preset what the command itself decides, below file and variables. */
export function configFromOptions(
  options: Readonly<Record<string, unknown>>,
  short: readonly ShortFlag[],
  preset: Readonly<Record<string, unknown>> = {},
): LoadedConfig {
  const flags: Record<string, string> = {};
  const typedFlags: Record<string, string> = {};
  const take = (flag: string, key: string): void => {
    const value = options[attributeName(flag)];
    if (typeof value !== 'string') return;
    flags[key] = value;
    typedFlags[key] = flag;
  };
  for (const key of CONFIG_KEYS) take(key.flag, key.name);
  for (const { flag, key } of short) take(flag, key);
  const filePath = options['config'];
  return loadConfig({
    flags,
    typedFlags,
    env: process.env,
    preset,
    filePath: typeof filePath === 'string' ? filePath : undefined,
  });
}

const attributeName = (flag: string): string => new Option(flag).attributeName();
