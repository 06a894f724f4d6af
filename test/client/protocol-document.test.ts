import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isFinalCode } from '../../src/client/connection.js';
import { CLOSE } from '../../src/gateway/close-codes.js';
import { ERROR_CODES, NOTICE_CODES } from '../../src/gateway/error-codes.js';
import { LatencyStage } from '../../src/frame/generated/latency-stage.js';
import { FRAME_FLAG, FRAME_IDENTIFIERS } from '../../src/frame/frame-header.js';
import { levelHashHigh, levelHashLow } from '../../src/market/book-hash.js';
import { REASON_NAMES, STATE_NAMES } from '../../src/market/state.js';
import { asLots, asTicks } from '../../src/market/units.js';
import { naiveHash } from './model-book.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8');

/** Rows of the first table below a heading or a line, as trimmed cells. */
function tableAfter(start: string): string[][] {
  const at = text.indexOf(start);
  expect(at, start).toBeGreaterThan(0);
  const lines = text.slice(at).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rows: string[][] = [];
  for (const line of lines.slice(first + 2)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  }
  return rows;
}

const column = (rows: string[][], index: number): string[] => rows.map((row) => row[index]!);
const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;

describe('docs/protocol.md', () => {
  it('has a test vector of the hash that code and naive model agree with', () => {
    const rows = tableAfter('Test vector');
    expect(rows.length).toBe(3);
    const sides: { price: number; quantity: number; orders: number }[][] = [[], []];
    for (const [side, price, quantity, low, high] of rows) {
      const level = [
        side === '0' ? 0 : 1,
        asTicks(Number(price)),
        asLots(Number(quantity)),
      ] as const;
      expect([hex(levelHashLow(...level)), hex(levelHashHigh(...level))]).toEqual([low, high]);
      sides[level[0]]!.push({ price: level[1], quantity: level[2], orders: 0 });
    }
    const [low, high] = naiveHash(sides);
    const hash = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    expect(text).toContain(`\`hash\` of the three: 0x${hash.toString(16)} = ${hash}.`);
  });

  it('lists every error code and notice, and no other', () => {
    expect(column(tableAfter('## Error codes'), 0).sort()).toEqual(Object.keys(ERROR_CODES).sort());
    expect(column(tableAfter('**notice**'), 0).sort()).toEqual(Object.keys(NOTICE_CODES).sort());
  });

  it('lists every close code, and the SDK comes back when the document says so', () => {
    const rows = tableAfter('## Close codes');
    expect(rows.map(([code, reason]) => `${code} ${reason}`).sort()).toEqual(
      Object.values(CLOSE)
        .map(({ code, reason }) => `${code} ${reason}`)
        .sort(),
    );
    for (const [code, , comeBack] of rows)
      expect(isFinalCode(Number(code)), code).toBe(!comeBack!.startsWith('yes'));
    for (const { code, retry } of Object.values(CLOSE))
      expect(isFinalCode(code)).toBe(retry === 'after-a-change');
  });

  it('lists every state and reason', () => {
    expect(
      Object.fromEntries(tableAfter('in `state`').map(([code, name]) => [code, name])),
    ).toEqual(STATE_NAMES);
    expect(
      Object.fromEntries(tableAfter('in `reason`').map(([code, name]) => [code, name])),
    ).toEqual(REASON_NAMES);
  });

  it('lists every stage and ledger entry of a latency report, as the schema names them', () => {
    expect(tableAfter('| stage | name').map(([stage]) => LatencyStage[Number(stage)])).toEqual(
      column(tableAfter('| stage | name'), 1),
    );
    const schema = readFileSync(join(import.meta.dirname, '../../fbs/latency.fbs'), 'utf8');
    const [, table] = schema.split('table LatencyReport');
    const entries = [
      ...table!.matchAll(/^  ((?:deltas|messages|images|drops|frames|bytes)_\w+): ulong/gm),
    ];
    expect(column(tableAfter('| field | counts'), 0)).toEqual(entries.map(([, name]) => name));
  });

  it('lists every kind of frame and flag', () => {
    expect(column(tableAfter('| identifier | table'), 0).sort()).toEqual(
      FRAME_IDENTIFIERS.slice(1).sort(),
    );
    for (const [name, bit] of Object.entries(FRAME_FLAG)) {
      const words = name
        .toLowerCase()
        .split('_')
        .map((word) => word[0]!.toUpperCase() + word.slice(1))
        .join('');
      expect(text).toContain(`${bit} \`${words}\``);
    }
  });
});
