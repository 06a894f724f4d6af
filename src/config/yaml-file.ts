/** Reads a YAML config file into key names and values with their lines. Cold. */
import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { ConfigError, type ConfigProblem } from './config-error.js';

export interface FileSetting {
  /** `gateway.port` */
  readonly name: string;
  /** `path:line` */
  readonly origin: string;
  /** A scalar; or the list or map that stands where a value should be, as plain data. */
  readonly value: unknown;
}

const problemOf = (path: string, message: string): ConfigProblem => ({
  key: 'config file',
  origin: path,
  message,
});

/** @throws ConfigError when the file cannot be read or is not YAML with one mapping. */
export function readYamlFile(path: string, groups: ReadonlySet<string>): FileSetting[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError([problemOf(path, `cannot be read: ${(error as Error).message}`)]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map((error) =>
        problemOf(
          `${path}:${lines.linePos(error.pos[0]).line}`,
          `is not YAML: ${error.message.split('\n')[0]}`,
        ),
      ),
    );
  }
  if (document.contents === null) return [];
  if (!isMap(document.contents)) {
    throw new ConfigError([problemOf(path, 'must be a mapping of keys to values')]);
  }
  const settings: FileSetting[] = [];
  collect(document.contents, '', settings);
  return settings;

  function collect(map: YAMLMap, prefix: string, target: FileSetting[]): void {
    for (const pair of map.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      const name = prefix + key;
      const at = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? 0;
      const origin = `${path}:${lines.linePos(at).line}`;
      if (isMap(pair.value) && groups.has(name)) {
        collect(pair.value, `${name}.`, target);
      } else {
        const value = isScalar(pair.value) ? pair.value.value : document.getIn(name.split('.'));
        target.push({ name, origin, value: plain(value) });
      }
    }
  }
}

const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'toJSON' in value
    ? (value as { toJSON(): unknown }).toJSON()
    : value;
