import { describe, expect, it } from 'vitest';
import { makeRunLog } from '../../src/runtime/run-log.js';

function capture(
  format: 'auto' | 'text' | 'json',
  isTerminal: boolean,
): { lines: string[]; log: ReturnType<typeof makeRunLog> } {
  const lines: string[] = [];
  const log = makeRunLog({
    level: 'info',
    format,
    isTerminal,
    sink: { write: (line) => lines.push(line) },
  });
  return { lines, log };
}

describe('the run log', () => {
  it('is aligned text on a terminal', () => {
    const { lines, log } = capture('auto', true);
    log.warn({ lane: 2, reason: 'no heartbeat', port: 1 }, 'lane died');
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} WARN {2}lane died {2}lane=2 {2}reason="no heartbeat" {2}port=1\n$/,
    );
  });

  it('is JSON elsewhere, and where it is asked for', () => {
    for (const [format, isTerminal] of [
      ['auto', false],
      ['json', true],
    ] as const) {
      const { lines, log } = capture(format, isTerminal);
      log.info({ port: 1 }, 'listening');
      expect(JSON.parse(lines[0]!)).toMatchObject({ level: 30, msg: 'listening', port: 1 });
    }
  });

  it('leaves out what is below its level', () => {
    const { lines, log } = capture('text', false);
    log.debug('no');
    expect(lines).toEqual([]);
  });
});
