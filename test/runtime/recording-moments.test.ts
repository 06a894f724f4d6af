import { describe, expect, it } from 'vitest';
import { recordingSpec } from '../../src/runtime/feeds/recording.js';

const spec = (from: string, to: string): Promise<unknown> =>
  recordingSpec({ path: 'x.bcr', format: 'bookcast', from, to });

describe('the moments of a recording', () => {
  it.each([
    ['+4s', '+3s'],
    ['2026-11-21T09:30:00Z', '2026-11-21T10:29:59+01:00'],
  ])('from %s to %s are refused: nothing lies between them', async (from, to) => {
    await expect(spec(from, to)).rejects.toThrow(/source\.file\.to.*is before source\.file\.from/);
  });

  it.each([
    ['+3s', '+3s'],
    ['+3s', '+1m'],
    ['+3s', '2026-11-21T09:30:00Z'],
    ['2026-11-21T09:30:00Z', '2026-11-21T09:30:00.000000001Z'],
  ])('from %s to %s are taken', async (from, to) => {
    await expect(spec(from, to)).resolves.toMatchObject({ path: 'x.bcr' });
  });
});
