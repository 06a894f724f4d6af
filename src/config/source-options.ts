/**
 * Options in the text of a source that stand for settings: those of `simulator` and `file` are the keys
 * of `source.simulator` and `source.file`. Owns the way from one to the other. Cold.
 */
import { CONFIG_KEYS } from './keys.js';
import { nearest } from './nearest.js';
import type { BookcastConfig } from './schema.js';
import type { SourceTextProblem } from './source-text.js';

type Sections = Pick<BookcastConfig['source'], 'simulator' | 'file'>;

/** Shorter names of keys, as the flags of `bookcast serve` have them. */
const SHORT_NAMES: Readonly<Record<string, string>> = { rate: 'messagesPerSecond' };

/**
 * @param besides options that the caller reads itself.
 * @returns the section with the others in it, or what is wrong with one of them.
 */
export function sectionWith<K extends keyof Sections>(
  section: K,
  base: Sections[K],
  options: ReadonlyMap<string, string>,
  besides: readonly string[] = [],
): Sections[K] | SourceTextProblem {
  const values: Record<string, unknown> = { ...base };
  for (const [name, text] of options) {
    if (besides.includes(name)) continue;
    const known = optionNames(section);
    const full = SHORT_NAMES[name] ?? name;
    if (!known.includes(full))
      return { problem: unknownOption(section, name, [...known, ...besides]) };
    const key = CONFIG_KEYS.find((each) => each.name === `source.${section}.${full}`)!;
    const value = key.traits.fromText(text);
    if (!key.schema.safeParse(value).success)
      return { problem: `the option ${name}=${text} must be ${key.traits.allowed}` };
    values[key.path.at(-1)!] = value;
  }
  return values as Sections[K];
}

export const unknownOption = (source: string, name: string, known: readonly string[]): string =>
  `${source} has no option ${name}; did you mean ${nearest(name, known)}? There are: ${known.join(', ')}`;

function optionNames(section: keyof Sections): string[] {
  const prefix = `source.${section}.`;
  const keys = CONFIG_KEYS.flatMap(({ name }) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );
  // The file's path stands in front of the options.
  return keys.filter((name) => name !== 'path');
}
