/** Our data against QuickFIX's: two readings of the same standard. Skips where its headers are not installed. */
import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/fix/dictionary/definition.js';
import { dictionaryOf } from '../../../src/fix/dictionary/dictionary-of.js';
import type { Dictionary } from '../../../src/fix/dictionary/dictionary.js';
import type { FixVersion } from '../../../src/fix/session/session-settings.js';
import {
  fieldNumbers,
  fieldTypes,
  fieldValues,
  headerMessage,
  headersMissing,
} from './quickfix-headers.js';

const FOLDERS: Readonly<Record<FixVersion, string>> = {
  'FIX.4.2': 'fix42',
  'FIX.4.4': 'fix44',
  'FIX.5.0SP2': 'fix50sp2',
};
const VERSIONS = Object.keys(FOLDERS) as FixVersion[];
const DICTIONARIES = VERSIONS.map((version) => dictionaryOf(version));
/** FIXT 1.1 has these for FIX 5.0. */
const SESSION_TYPES = '012345A';

const messages = VERSIONS.flatMap((version) =>
  [...dictionaryOf(version).parts.messages.values()].map(
    ({ msgType, name, members }) =>
      [
        version,
        name,
        msgType,
        members,
        version === 'FIX.5.0SP2' && SESSION_TYPES.includes(msgType) ? 'fixt11' : FOLDERS[version],
      ] as const,
  ),
);

function pathsOf(members: readonly Member[], prefix = ''): string[] {
  return members.flatMap(({ field, members: inside }) => [
    prefix + field.name,
    ...pathsOf(inside ?? [], `${prefix}${field.name}/`),
  ]);
}

function ordersOf(members: readonly Member[], prefix = ''): [string, number[]][] {
  return members.flatMap(({ field, members: inside }) =>
    inside === undefined
      ? []
      : [
          [prefix + field.name, inside.map((member) => member.field.tag)] as [string, number[]],
          ...ordersOf(inside, `${prefix}${field.name}/`),
        ],
  );
}

const typeOf = (theirs: string): string =>
  theirs
    .toLowerCase()
    .replace('multiplecharvalue', 'multiplechar')
    .replace(/multiple(stringvalue|valuestring)/, 'multiplevalue');

/** Values that only versions between ours had under these names. */
const OTHER_VALUES: Readonly<Record<string, readonly string[]>> = {
  SecurityType: ['POOL', 'WLD'],
  MatchType: ['60', '61', '62', '63', '64', '65'],
  YieldType: ['AVGLIFE', 'LONGEST', 'SHORTEST'],
};

const usedFields = (dictionary: Dictionary): Set<number> => {
  const tags = new Set<number>();
  const collect = (members: readonly Member[]): void => {
    for (const { field, members: inside } of members) {
      tags.add(field.tag);
      collect(inside ?? []);
    }
  };
  collect(dictionary.header);
  collect(dictionary.trailer);
  for (const { members } of dictionary.parts.messages.values()) collect(members);
  return tags;
};

describe.skipIf(headersMissing())('the dictionaries say what QuickFIX says', () => {
  it.each(messages)('%s %s has the same fields and groups', (_, name, msgType, members, folder) => {
    const theirs = headerMessage(folder, name);
    expect(theirs.msgType).toBe(msgType);
    expect(pathsOf(members).sort()).toEqual([...theirs.paths].sort());
    const ours = new Map(ordersOf(members));
    for (const [path, order] of theirs.orders) {
      const nested = new Set(ours.get(path));
      // Their order leaves the counts of some nested groups out.
      const comparable = ours.get(path)!.filter((tag) => order.includes(tag));
      expect(
        order.filter((tag) => !nested.has(tag)),
        path,
      ).toEqual([]);
      expect(comparable, path).toEqual(order);
    }
  });

  it('every field has its tag, and every tag is known', () => {
    const numbers = fieldNumbers();
    for (const dictionary of DICTIONARIES)
      for (const { name, tag } of dictionary.fields.values())
        if (numbers.has(name)) expect(numbers.get(name), name).toBe(tag);
    // By tag: versions between ours had other names for some.
    const known = new Set(DICTIONARIES.flatMap(({ fields }) => [...fields.keys()]));
    const unknown = [...numbers].filter(([, tag]) => !known.has(tag)).map(([name]) => name);
    // Of FIX 4.3 alone.
    expect(unknown).toEqual(['TotalVolumeTradedDate', 'TotalVolumeTradedTime', 'QuantityType']);
  });

  it('every field has its type', () => {
    const types = fieldTypes();
    const different: string[] = [];
    const dictionary = dictionaryOf('FIX.5.0SP2');
    for (const { name, type } of dictionary.fields.values())
      if (types.has(name) && type !== typeOf(types.get(name)!))
        different.push(`${name}: ${type}, ${types.get(name)!}`);
    // A type of its own, of which the framing checks more than a type could.
    expect(different).toEqual(['CheckSum: string, CHECKSUM']);
  });

  it('every field has its values', () => {
    const values = fieldValues();
    const newest = dictionaryOf('FIX.5.0SP2');
    const missing: string[] = [];
    for (const tag of new Set(DICTIONARIES.flatMap((dictionary) => [...usedFields(dictionary)]))) {
      const ours = new Map<string, Set<string>>();
      for (const dictionary of DICTIONARIES) {
        const field = dictionary.field(tag);
        if (field?.values === undefined) continue;
        const known = ours.get(field.name) ?? new Set<string>();
        ours.set(field.name, new Set([...known, ...field.values.keys()]));
      }
      for (const [name, own] of ours) {
        const theirs = [...(values.get(name) ?? [])].filter(
          (value) => OTHER_VALUES[name]?.includes(value) !== true,
        );
        expect(theirs, name).toEqual(expect.arrayContaining([...own]));
        // A name that went may have had more values in versions between ours.
        if (newest.fieldNamed(name) !== undefined)
          missing.push(...theirs.filter((v) => !own.has(v)).map((v) => `${name}=${v}`));
      }
    }
    expect(missing).toEqual([]);
  });
});
