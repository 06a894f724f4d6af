/** A FIX feed is recorded: application messages alone, which replay to the digest that it had. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, makeRunLog, recordSources, replayFile } from '../../../dist/runtime/index.js';
import { startSimulator, type FixFault } from './fix-faults.js';
import { recordedBytes } from './recorded-bytes.js';

const USERNAME = 'desk-seven';
const PASSWORD = 'open-sesame-42';
const RECORDS_BETWEEN = 200;
const folder = mkdtempSync(join(tmpdir(), 'bookcast-e2e-fix-'));
const silent = makeRunLog({ level: 'silent', format: 'json' });
const FAULTS: readonly FixFault[] = [
  { kind: 'drop' },
  { kind: 'garble' },
  { kind: 'disconnect-mid-message' },
];

beforeAll(() => {
  process.env['BOOKCAST_FIX_PASSWORD'] = PASSWORD;
});
afterAll(() => {
  delete process.env['BOOKCAST_FIX_PASSWORD'];
  rmSync(folder, { recursive: true });
});

describe('a recorded FIX feed', () => {
  it('is replayed with the digest that it had, and holds no password and no logon', async () => {
    const path = join(folder, 'fix.bcr');
    const simulator = await startSimulator({
      changesPerSecond: 2_000,
      username: USERNAME,
      password: PASSWORD,
    });
    const enough = new AbortController();
    const faults = [...FAULTS];
    /** Behind so many records the next thing is done: a fault, at last the end. */
    let next = RECORDS_BETWEEN;
    simulator.onCommitted = () => {
      next = 0;
    };
    const { config } = loadConfig({
      preset: { sources: [simulator.sourceText], 'record.path': path, 'fix.storePath': '' },
    });
    const live = await recordSources({
      config,
      digest: true,
      log: silent,
      signal: enough.signal,
      onProgress: ({ records }) => {
        if (next === 0) next = records + RECORDS_BETWEEN;
        if (records < next) return;
        next = Infinity;
        const fault = faults.shift();
        if (fault === undefined) enough.abort();
        else simulator.inject(fault);
      },
    });
    await simulator.close();
    expect(live.failure).toBeUndefined();
    expect(live.gaps).toBeGreaterThan(0);
    const bytes = (await recordedBytes(path)).toString('latin1');
    expect(bytes).toContain('\x0135=X\x01');
    expect(bytes).toContain('35=V\x01');
    for (const secret of [PASSWORD, '\x01554=', '\x0135=A\x01', '\x0135=0\x01']) {
      expect(bytes.includes(secret), secret).toBe(false);
    }
    for (const lanes of [1, 2]) {
      const { config: replayed } = loadConfig({ preset: { lanes, 'log.level': 'silent' } });
      const again = await replayFile({ path, digest: true, config: replayed, log: silent });
      expect([again.failure, again.digest]).toEqual([undefined, live.digest]);
      expect(again).toMatchObject({ messages: live.messages, gaps: live.gaps, instruments: 3 });
    }
  });
});
