/**
 * The thirteen rules as scripts, byte by byte through a real TCP socket: FIX 4.2, 4.4 and 5.0 SP2, both roles. The notation is explained in
 * scenario.ts; the scenarios are in scenarios/, a file or more a rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../store/scratch.js';
import { play } from './play.js';
import type { Pace } from './script-line.js';
import { scenariosOf, VERSIONS, type Role } from './scenario.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'scenarios');
const scenarios = readdirSync(folder)
  .sort()
  .flatMap((name) => scenariosOf(readFileSync(join(folder, name), 'utf8')));

const RULES = Array.from({ length: 13 }, (_, index) => index + 1);
const ROLES: readonly Role[] = ['acceptor', 'initiator'];

for (const version of Object.keys(VERSIONS))
  for (const role of ROLES)
    describe(`FIX ${version}, we are the ${role}`, () => {
      const played = scenarios.filter(
        ({ roles, versions }) => roles.includes(role) && versions.includes(version),
      );
      it.each(played.map((scenario) => [scenario.title, scenario] as const))(
        '%s',
        async (_, scenario) => {
          await play(scenario, { role, version, storePath: scratchFolder(), pace: 'messages' });
        },
      );

      it('has a scenario for every rule', () => {
        expect(new Set(played.map(({ rule }) => rule))).toEqual(new Set(RULES));
      });
    });

const PACES: readonly (readonly [string, Pace])[] = [
  ['one at a time', 'bytes'],
  ['many messages together', 'joined'],
];

describe.each(PACES)('FIX 4.4, the counterparty’s bytes come %s', (_, pace) => {
  it.each(
    scenarios
      .filter(({ versions }) => versions.includes('4.4'))
      .map((scenario) => [scenario.title, scenario] as const),
  )('%s', async (_title, scenario) => {
    for (const role of scenario.roles)
      await play(scenario, { role, version: '4.4', storePath: scratchFolder(), pace });
  });
});
