/** A loaded configuration as a table for people and as JSON for programs. Cold. */
import { CONFIG_KEYS } from './keys.js';
import { configValue, type LoadedConfig } from './load.js';

const COLUMN_GAP = '  ';

/** One aligned line per key: name, value, where it came from. */
export function configTable({ config, origins }: LoadedConfig): string {
  const rows = CONFIG_KEYS.map((key) => [
    key.name,
    JSON.stringify(configValue(config, key)),
    origins.get(key.name) ?? 'default',
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    [row[0]!.padEnd(widths[0]!), row[1]!.padEnd(widths[1]!), row[2]!].join(COLUMN_GAP);
  return [line(['KEY', 'VALUE', 'FROM']), ...rows.map(line)].join('\n');
}

/** Key name → value, origin and what the schema knows about it. */
export function configJson({ config, origins }: LoadedConfig): Record<string, unknown> {
  return Object.fromEntries(
    CONFIG_KEYS.map((key) => [
      key.name,
      {
        value: configValue(config, key),
        from: origins.get(key.name) ?? 'default',
        default: key.fallback,
        env: key.env,
        flag: key.flag,
        allowed: key.traits.allowed,
        doc: key.doc,
      },
    ]),
  );
}
