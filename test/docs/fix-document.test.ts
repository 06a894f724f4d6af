/** docs/venues/fix.md has every option and profile of a FIX source as the code has it, and no other. */
import { describe, expect, it } from 'vitest';
import { KNOBS, type Knob } from '../../src/feed/normalize/fix/profile.js';
import { PROFILES } from '../../src/feed/normalize/fix/profiles.js';
import { SESSION_RULES } from '../../src/feed/normalize/fix/session-options.js';
import { readDocument } from './table-rows.js';

const lines = readDocument('venues/fix.md').split('\n');

/** The rows under the heading row that begins with that, code marks taken away. */
function tableOf(heading: string): string[][] {
  const from = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  const end = lines.findIndex((line, index) => index > from && !line.startsWith('|'));
  return lines.slice(from + 2, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '').replaceAll('\\|', '|')),
  );
}

const bare = (text: string): string => text.replaceAll('`', '');

describe('docs/venues/fix.md', () => {
  it('has a row for every option of the session', () => {
    const expected = Object.entries(SESSION_RULES).map(([name, { allowed, doc }]) => [
      name,
      allowed,
      bare(doc),
    ]);
    expect(tableOf('option')).toEqual(expected);
  });

  it('has a row for every knob of a profile', () => {
    const expected = Object.entries(KNOBS).map(([name, knob]: [string, Knob]) => [
      name,
      knob.choices?.join(', ') ?? knob.allowed,
      knob.fallback,
      bare(knob.doc),
    ]);
    expect(tableOf('knob')).toEqual(expected);
  });

  it('has a row for every ready profile, with what it sets', () => {
    const expected = Object.entries(PROFILES).map(([name, { about, knobs }]) => [
      name,
      about,
      Object.entries(knobs)
        .map(([knob, value]) => `${knob}=${value}`)
        .join(' '),
    ]);
    expect(tableOf('profile')).toEqual(expected);
  });
});
