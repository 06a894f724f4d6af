/**
 * The kinds of values a config key can have. Owns the way from text (a variable or a flag) to a
 * value and the sentence that says what is allowed. Cold, supervisor and command line only.
 */
import { z } from 'zod';
import { parsePattern } from '../market/instrument-pattern.js';
import { CORE_MAX, parseCoreList } from './core-list.js';

/** What `allowed` and text parsing need to know beside the zod schema. */
export interface LeafTraits {
  readonly allowed: string;
  /** All values there are, where they are few names. */
  readonly choices?: readonly string[];
  /** The flag may be given several times; texts are joined with a space. */
  readonly repeats?: boolean;
  fromText(text: string): unknown;
}

const traits = new WeakMap<object, LeafTraits>();

/** Traits of a leaf made by this file; undefined for a group of keys. */
export const leafTraits = (schema: object): LeafTraits | undefined => traits.get(schema);

function leaf<T extends z.ZodType>(schema: T, leafTraits: LeafTraits): T {
  traits.set(schema, leafTraits);
  return schema;
}

const numberFromText = (text: string): unknown =>
  /^-?\d+(\.\d+)?(e\d+)?$/i.test(text.replaceAll('_', ''))
    ? Number(text.replaceAll('_', ''))
    : text;

/** A whole number; `unit` is for the reader of an error, empty where it counts nothing. */
export function integer(min: number, max: number, unit: string, fallback: number, doc: string) {
  return leaf(z.int().min(min).max(max).default(fallback).describe(doc), {
    allowed: `a whole number${unit === '' ? '' : ` of ${unit}`}, ${min} to ${max}`,
    fromText: numberFromText,
  });
}

/** On or off. */
export function toggle(fallback: boolean, doc: string) {
  return leaf(z.boolean().default(fallback).describe(doc), {
    allowed: 'true or false',
    fromText: (value) => (value === 'true' ? true : value === 'false' ? false : value),
  });
}

/** A power of two, for ring sizes. */
export function powerOfTwo(min: number, max: number, unit: string, fallback: number, doc: string) {
  const schema = z
    .int()
    .min(min)
    .max(max)
    .refine((value) => Number.isInteger(Math.log2(value)))
    .default(fallback)
    .describe(doc);
  return leaf(schema, {
    allowed: `a power of two, ${min} to ${max} ${unit}`,
    fromText: numberFromText,
  });
}

export function choice<const T extends readonly [string, ...string[]]>(
  options: T,
  fallback: T[number],
  doc: string,
) {
  return leaf(
    z
      .enum(options)
      .default(fallback as never)
      .describe(doc),
    {
      allowed: options.map((option) => JSON.stringify(option)).join(' or '),
      choices: options,
      fromText: (text) => text,
    },
  );
}

/** @param pattern what the whole text must match; `allowed` says it in words. */
export function text(pattern: RegExp, allowed: string, fallback: string, doc: string) {
  return leaf(z.string().regex(pattern).default(fallback).describe(doc), {
    allowed,
    fromText: (value) => value,
  });
}

/** Texts without commas: a list in the file, comma-separated in a variable or flag. */
export function textList(allowed: string, doc: string) {
  return leaf(
    z
      .array(z.string().regex(/^[^,\s]+$/))
      .default([])
      .describe(doc),
    {
      allowed,
      fromText: (value) => value.split(',').map((part) => part.trim()),
    },
  );
}

/** Instruments as subscriptions name them; empty: all of them. */
export function instrumentList(doc: string) {
  const pattern = z.string().refine((value) => parsePattern(value) !== undefined);
  return leaf(z.array(pattern).default([]).describe(doc), {
    allowed: 'a list of venue:symbol, venue:* or *',
    fromText: (value) => value.split(',').map((part) => part.trim()),
  });
}

/** Texts that may hold commas: a list in the file, separated by white space in a variable or flag. */
export function wordList(allowed: string, doc: string) {
  return leaf(z.array(z.string().min(1)).default([]).describe(doc), {
    allowed,
    repeats: true,
    fromText: (value) => value.split(/\s+/).filter((word) => word !== ''),
  });
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const MAPPING_NAME = /^[a-z][a-z0-9_-]*$/;

/** What one key of a mapping may hold. */
export type MappingValue = string | number | boolean | readonly (string | number | boolean)[];
export type Mapping = Readonly<Record<string, MappingValue>>;

/** Mappings with a `name` each that no other has: a list in the file, JSON in a variable or flag. */
export function mappingList(allowed: string, doc: string) {
  const schema = z
    .array(z.record(z.string(), z.union([scalar, z.array(scalar)])))
    .refine((mappings) => {
      const names = mappings.map(({ name }) => name);
      const areNames = names.every((name) => typeof name === 'string' && MAPPING_NAME.test(name));
      return areNames && new Set(names).size === names.length;
    })
    .default([])
    .describe(doc);
  return leaf(schema, { allowed, fromText: jsonFromText });
}

function jsonFromText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Processor cores as the kernel writes them; empty: none are named. */
export function coreList(doc: string) {
  const schema = z
    .string()
    .refine((value) => parseCoreList(value) !== undefined)
    .default('')
    .describe(doc);
  return leaf(schema, {
    allowed: `a list of cores such as "2" or "2-3,6", 0 to ${CORE_MAX}`,
    fromText: (value) => value,
  });
}
