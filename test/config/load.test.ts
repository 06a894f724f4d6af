/** Precedence, strictness and the words of refusals. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.js';
import { CONFIG_KEYS } from '../../src/config/keys.js';
import { configValue, loadConfig, type ConfigInput } from '../../src/config/load.js';
import { editDistance, nearest } from '../../src/config/nearest.js';
import { configJson, configTable } from '../../src/config/print.js';
import { parseSpeed } from '../../src/config/speed.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
let fileCount = 0;

function yaml(text: string): string {
  const path = join(folder, `config-${fileCount++}.yaml`);
  writeFileSync(path, text);
  return path;
}

function refusal(input: ConfigInput): string {
  try {
    loadConfig(input);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('loadConfig', () => {
  it('gives every key its default when nothing is set', () => {
    const { config, origins } = loadConfig();
    expect(config.gateway).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(config.lanes).toBe(1);
    for (const key of CONFIG_KEYS) {
      expect(configValue(config, key)).toEqual(key.fallback);
      expect(origins.get(key.name)).toBe('default');
    }
  });

  it('lets flags win over environment over file over the command over defaults', () => {
    const layers = [
      { preset: { lanes: 2 } },
      { filePath: yaml('lanes: 3\n') },
      { env: { BOOKCAST_LANES: '4' } },
      { flags: { lanes: '5' } },
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (chosen) => {
        const input = Object.assign({}, ...layers.filter((_, i) => chosen[i])) as ConfigInput;
        const top = chosen.lastIndexOf(true);
        expect(loadConfig(input).config.lanes).toBe(top < 0 ? 1 : top + 2);
      }),
    );
  });

  it('says where each value came from', () => {
    const filePath = yaml('# comment\ngateway:\n  port: 1\n  host: "0.0.0.0"\nlanes: 2\n');
    const { origins } = loadConfig({
      filePath,
      env: { BOOKCAST_GATEWAY_HOST: 'localhost', HOME: '/root' },
      flags: { lanes: '3' },
    });
    expect(origins.get('gateway.port')).toBe(`${filePath}:3`);
    expect(origins.get('gateway.host')).toBe('BOOKCAST_GATEWAY_HOST');
    expect(origins.get('lanes')).toBe('--lanes');
    expect(origins.get('gateways')).toBe('default');
  });

  it('takes the file from BOOKCAST_CONFIG, and every key from its variable', () => {
    expect(loadConfig({ env: { BOOKCAST_CONFIG: yaml('gateways: 2') } }).config.gateways).toBe(2);
    for (const key of CONFIG_KEYS) {
      const env = { [key.env]: String(key.fallback) };
      const origin = String(key.fallback) === '' ? 'default' : key.env;
      expect(loadConfig({ env }).origins.get(key.name)).toBe(origin);
    }
  });

  it('gives keys variables and flags that no other key has', () => {
    expect(new Set(CONFIG_KEYS.map((key) => key.env)).size).toBe(CONFIG_KEYS.length);
    expect(new Set(CONFIG_KEYS.map((key) => key.flag)).size).toBe(CONFIG_KEYS.length);
    expect(
      CONFIG_KEYS.find((key) => key.name === 'source.simulator.messagesPerSecond'),
    ).toMatchObject({
      env: 'BOOKCAST_SOURCE_SIMULATOR_MESSAGES_PER_SECOND',
      flag: '--source-simulator-messages-per-second',
    });
  });

  it('tells of every key what it is and what is allowed', () => {
    for (const key of CONFIG_KEYS) {
      expect(key.doc, key.name).toMatch(/\.$/);
      expect(key.traits.allowed.length, key.name).toBeGreaterThan(5);
    }
  });
});

describe('a refused configuration', () => {
  it.each([
    [
      { env: { BOOKCAST_LANES: 'many' } },
      'lanes = "many" (BOOKCAST_LANES): must be a whole number of lanes, 1 to 64',
    ],
    [{ flags: { lanes: '0' } }, 'lanes = 0 (--lanes): must be a whole number of lanes, 1 to 64'],
    [{ flags: { lanes: '1.5' } }, 'lanes = 1.5 (--lanes): must be'],
    [
      { flags: { 'rings.frameBytes': '100000' } },
      'must be a power of two, 65536 to 1073741824 bytes',
    ],
    [{ flags: { 'lane.cut': 'mesage' } }, 'must be "batch" or "message"'],
    [{ flags: { 'source.file.date': '2019-1-30' } }, 'must be a date as YYYY-MM-DD'],
    [{ flags: { 'source.kind': 'file' } }, 'must be the path of a recording'],
    [
      { env: { BOOKCAST_LANE: '2' } },
      'BOOKCAST_LANE (environment): unknown key; did you mean BOOKCAST_LANES?',
    ],
    [{ env: { BOOKCAST_PORT: '9000' } }, 'did you mean BOOKCAST_GATEWAY_PORT?'],
  ] as const)('names key, value, origin and what is allowed: %j', (input, message) => {
    expect(refusal(input)).toContain(message);
  });

  it.each([
    ['gateway:\n  prot: 1\n', ':2): unknown key; did you mean gateway.port?'],
    ['port: 1\n', ':1): unknown key; did you mean gateway.port?'],
    ['gateway: 8080\n', ':1): must be a mapping'],
    ['lanes: {a: 1}\n', 'lanes = {"a":1}'],
    ['lanes: [1]\n', 'lanes = [1]'],
    ['lanes:\n', 'lanes = null'],
    ['lanes: "2"\n', 'lanes = "2"'],
    ['__proto__:\n  lanes: 2\n', '__proto__'],
    ['lanes: 1\nlanes: 2\n', 'is not YAML'],
    ['- 1\n', 'must be a mapping of keys'],
    ['a: [\n', 'is not YAML'],
  ])('names the line of the file: %j', (text, message) => {
    expect(refusal({ filePath: yaml(text) })).toContain(message);
  });

  it('names every problem at once', () => {
    const lines = refusal({
      filePath: yaml('lanez: 1\ngateways: 99\n'),
      env: { BOOKCAST_LOG_LEVEL: 'loud' },
    }).split('\n');
    expect(lines).toHaveLength(3);
  });

  it('says so when the file is not there', () => {
    expect(refusal({ filePath: join(folder, 'none.yaml') })).toContain('cannot be read');
  });
});

describe('the environment', () => {
  it('may hold what Kubernetes sets for a service of our name, and empty variables', () => {
    const env = {
      BOOKCAST_SERVICE_HOST: '10.0.0.1',
      BOOKCAST_PORT: 'tcp://10.0.0.1:80',
      BOOKCAST_PORT_80_TCP_ADDR: '10.0.0.1',
      BOOKCAST_LANES: '',
    };
    expect(loadConfig({ env }).config.lanes).toBe(1);
  });
});

describe('nearest', () => {
  it('counts a swap of neighbours as one edit', () => {
    expect(editDistance('port', 'prot')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(nearest('gateway.hots', ['gateway.port', 'gateway.host'])).toBe('gateway.host');
    expect(nearest('x', [])).toBeUndefined();
  });
});

describe('print', () => {
  it('shows each key, value and origin, as a table and as JSON', () => {
    const loaded = loadConfig({ flags: { 'gateway.port': '0' } });
    const lines = configTable(loaded).split('\n');
    expect(lines).toHaveLength(CONFIG_KEYS.length + 1);
    expect(lines.find((line) => line.startsWith('gateway.port'))).toMatch(
      /^gateway\.port +0 +--gateway-port$/,
    );
    expect(configJson(loaded)['gateway.port']).toMatchObject({
      value: 0,
      from: '--gateway-port',
      default: 8080,
    });
  });
});

describe('parseSpeed', () => {
  it.each([
    ['max', Infinity],
    ['1x', 1],
    ['2.5x', 2.5],
    ['10000', 10_000],
    ['0x', undefined],
    ['-1x', undefined],
    ['fast', undefined],
    ['1e3x', undefined],
  ])('reads %s as %s', (text, speed) => {
    expect(parseSpeed(text)).toBe(speed);
  });
});

describe('a list', () => {
  it('is a list in the file and comma-separated elsewhere', () => {
    const origins = ['https://a.example', 'https://b.example'];
    const filePath = yaml(
      `gateway:\n  allowedOrigins:\n    - ${origins[0]}\n    - ${origins[1]}\n`,
    );
    expect(loadConfig({ filePath }).config.gateway.allowedOrigins).toEqual(origins);
    const env = { BOOKCAST_GATEWAY_ALLOWED_ORIGINS: origins.join(', ') };
    expect(loadConfig({ env }).config.gateway.allowedOrigins).toEqual(origins);
    expect(refusal({ flags: { 'gateway.allowedOrigins': 'a,,b' } })).toContain('a list of origins');
  });
});

describe('FIX counterparties', () => {
  const allowed = 'must be a list of mappings, each with a name of its own';

  it('come from the file as a list of mappings, and are printed as they are', () => {
    const text = 'fix:\n  counterparties:\n    - name: lmax\n      heartBtInt: 10\n';
    const loaded = loadConfig({ filePath: yaml(text) });
    expect(loaded.config.fix.counterparties).toEqual([{ name: 'lmax', heartBtInt: 10 }]);
    expect(configTable(loaded)).toContain('[{"name":"lmax","heartBtInt":10}]');
  });

  it.each([['[{"nam":"lmax"}]'], ['[{"name":"a"},{"name":"a"}]'], ['lmax'], ['[{"name":"LMAX"}]']])(
    'are refused: %s',
    (text) => {
      expect(() => loadConfig({ env: { BOOKCAST_FIX_COUNTERPARTIES: text } })).toThrow(allowed);
    },
  );

  it('have their passwords in variables, which are no settings', () => {
    const env = { BOOKCAST_FIX_LMAX_PASSWORD: 'hidden', BOOKCAST_FIX_PASSWORD: 'hidden' };
    expect(configTable(loadConfig({ env }))).not.toContain('hidden');
    expect(() => loadConfig({ env: { BOOKCAST_FIX_LMAX_PASWORD: 'x' } })).toThrow('unknown key');
  });
});
