/**
 * Puts a configuration together: flags over environment over file over defaults. Owns precedence
 * and strictness; must never guess a value. Cold, supervisor and command line only.
 */
import { ConfigError, type ConfigProblem } from './config-error.js';
import { allowedCores, isolatedCores } from './core-list.js';
import { fixServerProblems } from './fix-clients.js';
import { CONFIG_KEYS, ENV_PREFIX, type ConfigKey } from './keys.js';
import { nearest } from './nearest.js';
import { configSchema, type BookcastConfig } from './schema.js';
import { parseSourceText } from './source-text.js';
import { threadProblems } from './thread-check.js';
import { readYamlFile } from './yaml-file.js';

/** Variables with our prefix that are no keys: the file's path, and what the tests set. */
const RESERVED_ENV = new Set(['BOOKCAST_CONFIG', 'BOOKCAST_BUILT']);
/** Passwords of FIX sessions: read where they are used, and never a setting that can be printed. */
const SECRET_PATTERN = /^BOOKCAST_FIX_(\w+_)?(PASSWORD|PASSPHRASE)$/;
/** Kubernetes sets these for a service named bookcast. */
const SERVICE_LINK_PATTERN = /^BOOKCAST_(SERVICE_\w+|PORT_\d+_\w+)=|^BOOKCAST_PORT=(tcp|udp):/;

export interface ConfigInput {
  /** Key name → text, from flags. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Key name → the flag as it was typed, where that is not the key's own one. */
  readonly typedFlags?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** YAML file; BOOKCAST_CONFIG counts where it is not given. */
  readonly filePath?: string | undefined;
  /** Key name → value, below everything but the defaults: what a command brings along. */
  readonly preset?: Readonly<Record<string, unknown>>;
}

export interface LoadedConfig {
  readonly config: BookcastConfig;
  /** Key name → where its value came from: `default`, `file:line`, variable or flag. */
  readonly origins: ReadonlyMap<string, string>;
}

interface Setting {
  readonly value: unknown;
  readonly origin: string;
}

const keyByName = new Map(CONFIG_KEYS.map((key) => [key.name, key]));
const keyByEnv = new Map(CONFIG_KEYS.map((key) => [key.env, key]));
const groups: ReadonlySet<string> = new Set(
  CONFIG_KEYS.flatMap((key) =>
    key.path.slice(0, -1).map((_, i) => key.path.slice(0, i + 1).join('.')),
  ),
);

/** @throws ConfigError naming every problem. */
export function loadConfig(input: ConfigInput = {}): LoadedConfig {
  const problems: ConfigProblem[] = [];
  const settings = new Map<string, Setting>();
  for (const [name, value] of Object.entries(input.preset ?? {})) {
    settings.set(name, { value, origin: 'command' });
  }
  const env = input.env ?? {};
  const filePath = input.filePath ?? env['BOOKCAST_CONFIG'];
  if (filePath) takeFile(filePath, settings, problems);
  takeEnvironment(env, settings, problems);
  takeFlags(input.flags ?? {}, input.typedFlags ?? {}, settings);
  const config = validated(settings, problems, env);
  if (problems.length > 0) throw new ConfigError(problems);
  const origins = new Map(
    CONFIG_KEYS.map((key) => [key.name, settings.get(key.name)?.origin ?? 'default']),
  );
  return { config, origins };
}

function takeFile(path: string, settings: Map<string, Setting>, problems: ConfigProblem[]): void {
  for (const { name, origin, value } of readYamlFile(path, groups)) {
    if (keyByName.has(name)) settings.set(name, { value, origin });
    else if (!groups.has(name)) problems.push(unknown(name, origin, [...keyByName.keys()], ''));
    else if (value !== null) {
      problems.push({
        key: name,
        origin,
        value,
        message: 'must be a mapping, it has keys of its own',
      });
    }
  }
}

function takeEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  settings: Map<string, Setting>,
  problems: ConfigProblem[],
): void {
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(ENV_PREFIX) || text === undefined || text === '') continue;
    const key = keyByEnv.get(variable);
    if (key !== undefined) {
      settings.set(key.name, { value: key.traits.fromText(text), origin: variable });
      continue;
    }
    const isOurs = RESERVED_ENV.has(variable) || SECRET_PATTERN.test(variable);
    if (!isOurs && !SERVICE_LINK_PATTERN.test(`${variable}=${text}`)) {
      problems.push(unknown(variable, 'environment', [...keyByEnv.keys()], ENV_PREFIX));
    }
  }
}

function takeFlags(
  flags: Readonly<Record<string, string>>,
  typedFlags: Readonly<Record<string, string>>,
  settings: Map<string, Setting>,
): void {
  for (const [name, text] of Object.entries(flags)) {
    const key = keyByName.get(name);
    if (key === undefined) throw new Error(`flag for the unknown key ${name}`);
    settings.set(name, { value: key.traits.fromText(text), origin: typedFlags[name] ?? key.flag });
  }
}

function unknown(
  key: string,
  origin: string,
  known: readonly string[],
  prefix: string,
): ConfigProblem {
  return { key, origin, message: `unknown key; did you mean ${nearest(key, known, prefix)}?` };
}

function validated(
  settings: ReadonlyMap<string, Setting>,
  problems: ConfigProblem[],
  env: Readonly<Record<string, string | undefined>>,
): BookcastConfig {
  const tree: Record<string, unknown> = {};
  for (const key of CONFIG_KEYS) {
    const setting = settings.get(key.name);
    const value = setting === undefined ? key.fallback : setting.value;
    if (setting !== undefined && !key.schema.safeParse(value ?? null).success) {
      problems.push({
        key: key.name,
        origin: setting.origin,
        value,
        message: `must be ${key.traits.allowed}`,
      });
      put(tree, key, key.fallback);
    } else {
      put(tree, key, value);
    }
  }
  const config = configSchema.parse(tree);
  if (config.source.kind === 'file' && config.source.file.path === '') {
    problems.push({
      key: 'source.file.path',
      origin: settings.get('source.kind')?.origin ?? 'default',
      value: '',
      message: 'must be the path of a recording when source.kind is "file"',
    });
  }
  for (const text of config.sources) {
    const parsed = parseSourceText(text);
    if (!('problem' in parsed)) continue;
    const origin = settings.get('sources')?.origin ?? 'default';
    problems.push({ key: 'sources', origin, value: text, message: parsed.problem });
  }
  if (config.fixServer.port !== 0) {
    const origin = settings.get('fixServer.clients')?.origin ?? 'default';
    for (const message of fixServerProblems(config.fixServer, env))
      problems.push({ key: 'fixServer.clients', origin, message });
  }
  for (const { key, value, message } of threadProblems(config, allowedCores(), isolatedCores())) {
    problems.push({ key, origin: settings.get(key)?.origin ?? 'default', value, message });
  }
  return config;
}

function put(tree: Record<string, unknown>, key: ConfigKey, value: unknown): void {
  let group = tree;
  for (const part of key.path.slice(0, -1)) {
    group = (group[part] ??= {}) as Record<string, unknown>;
  }
  group[key.path.at(-1)!] = value;
}

/** The value of a key by its path. */
export function configValue(config: BookcastConfig, key: ConfigKey): unknown {
  return key.path.reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], config);
}
