/** The flat list of config keys, made from the schema: names of variables and flags included. Cold. */
import { z } from 'zod';
import { leafTraits, type LeafTraits } from './leaf.js';
import { configSchema } from './schema.js';

export const ENV_PREFIX = 'BOOKCAST_';

export interface ConfigKey {
  readonly path: readonly string[];
  /** `gateway.port` */
  readonly name: string;
  /** `BOOKCAST_GATEWAY_PORT` */
  readonly env: string;
  /** `--gateway-port` */
  readonly flag: string;
  readonly doc: string;
  readonly schema: z.ZodType;
  readonly fallback: unknown;
  readonly traits: LeafTraits;
}

const words = (path: readonly string[], separator: string): string =>
  path.map((part) => part.replace(/[A-Z]/g, (letter) => separator + letter)).join(separator);

function collect(schema: z.ZodObject, path: readonly string[]): ConfigKey[] {
  return Object.entries(schema.shape).flatMap(([part, child]) => {
    const childPath = [...path, part];
    if (child instanceof z.ZodObject) return collect(child, childPath);
    const traits = leafTraits(child);
    if (traits === undefined) throw new Error(`${childPath.join('.')} is not made by leaf.ts`);
    return {
      path: childPath,
      name: childPath.join('.'),
      env: ENV_PREFIX + words(childPath, '_').toUpperCase(),
      flag: `--${words(childPath, '-').toLowerCase()}`,
      doc: child.description ?? '',
      schema: child,
      fallback: child.parse(undefined),
      traits,
    };
  });
}

/** In the order of the schema. */
export const CONFIG_KEYS: readonly ConfigKey[] = collect(configSchema, []);
