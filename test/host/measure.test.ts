import { describe, expect, it } from 'vitest';
import { delaySpread, delayText } from '../../src/host/delay-spread.js';
import { HostUnknown } from '../../src/host/host-unknown.js';
import { examineHost } from '../../src/host/examine-host.js';
import { HostFiles } from '../../src/host/host-files.js';

describe('the spread of delays', () => {
  it('takes the values that a share of all does not exceed', () => {
    const delays = Float64Array.from({ length: 100 }, (_, i) => (100 - i) * 1000);
    expect(delaySpread(delays)).toEqual({
      count: 100,
      p50Ns: 50_000,
      p99Ns: 99_000,
      maxNs: 100_000,
    });
    expect(delaySpread(Float64Array.of(7)).p99Ns).toBe(7);
  });

  it('is written with a unit that a reader can compare', () => {
    expect([840, 63_000, 999_900, 1_200_000, 250e6].map(delayText)).toEqual([
      '0.84 µs',
      '63 µs',
      '1000 µs',
      '1.2 ms',
      '250 ms',
    ]);
  });
});

describe('the files of the host', () => {
  it('say why they cannot be read', () => {
    const files = new HostFiles();
    expect(() => files.text('/proc/nothing')).toThrow(
      new HostUnknown('/proc/nothing is not there'),
    );
    expect(() => files.text('/proc')).toThrow('/proc cannot be read (EISDIR)');
    expect(() => files.names('/nowhere')).toThrow(HostUnknown);
    expect(() => files.fileSystemBytes('/nowhere')).toThrow(HostUnknown);
  });
});

describe('examining', () => {
  it('lets an error of ours through: it is no unknown', async () => {
    const broken = {} as Parameters<typeof examineHost>[0];
    await expect(examineHost(broken)).rejects.toThrow(TypeError);
  });
});
