/** The clients of the FIX server: what is wrong with them is told all at once, with the way out. */
import { describe, expect, it } from 'vitest';
import type { ConfigError } from '../../src/config/config-error.js';
import { readFixClients } from '../../src/config/fix-clients.js';
import { loadConfig } from '../../src/config/load.js';

const load = (clients: readonly unknown[], env: Record<string, string> = {}): readonly string[] => {
  try {
    loadConfig({ preset: { 'fixServer.port': 9_876, 'fixServer.clients': clients }, env });
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map(({ message }) => message);
  }
};

describe('fixServer.clients', () => {
  it('are read with what is left out', () => {
    const env = { BOOKCAST_FIX_SERVER_BIG_BANK_PASSWORD: 'x' };
    const clients = [{ name: 'big-bank', instruments: ['*'] }];
    expect(load(clients, env)).toEqual([]);
    expect(readFixClients({ clients }, env).clients).toEqual([
      {
        name: 'big-bank',
        compId: 'BIG-BANK',
        version: 'FIX.4.4',
        subId: undefined,
        username: undefined,
        password: 'asked',
        instruments: ['*'],
        resetOnLogon: false,
        nextExpected: false,
      },
    ]);
  });

  it.each([
    ['no client', [], /nobody could log on/],
    ['an unknown option', [{ name: 'a', instrument: 'x' }], /did you mean instruments/],
    [
      'a nextExpected that is none',
      [{ name: 'a', password: 'none', instruments: ['*'], nextExpected: 'maybe' }],
      /a: nextExpected: true or false/,
    ],
    [
      'no password',
      [{ name: 'a', instruments: ['*'] }],
      /BOOKCAST_FIX_SERVER_A_PASSWORD is not set.*password: none/,
    ],
    [
      'a password in the open',
      [{ name: 'a', password: 'secret' }],
      /^(?!.*secret).*everybody can read it/,
    ],
    [
      'a version',
      [{ name: 'a', password: 'none', version: 'FIX.4.3' }],
      /FIX\.4\.3.*FIX\.4\.2, FIX\.4\.4/,
    ],
    ['no instruments', [{ name: 'a', password: 'none' }], /list what it may have/],
    [
      'a pattern',
      [{ name: 'a', password: 'none', instruments: ['BTC'] }],
      /BTC is not venue:symbol/,
    ],
    ['a CompID', [{ name: 'a', password: 'none', compId: 'A B' }], /A B.*without spaces/],
    [
      'two of one identity',
      [
        { name: 'a', password: 'none', instruments: ['*'], compId: 'X' },
        { name: 'b', password: 'none', instruments: ['*'], compId: 'X' },
      ],
      /b has the compId and version of a/,
    ],
  ])('that cannot be are refused: %s', (_, clients, message) => {
    expect(load(clients).join('; ')).toMatch(message);
  });

  it('are not looked at while there is no FIX server', () => {
    expect(() => loadConfig({ preset: { 'fixServer.clients': [{ name: 'a' }] } })).not.toThrow();
  });
});
