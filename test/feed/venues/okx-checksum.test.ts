/** Captures of OKX from when its books had checksums, replayed as a user does. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { NaiveL2Book, NaiveRow } from '../../model/naive-l2-book.js';
import { makeFolder, runCommand } from '../../cli/command.js';
import { TinyMarket } from './tiny-market.js';

const SYMBOL = 'BTC-USDT';
const LEVELS = 25;
const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As the venue's documents have it: signed, over the texts of the 25 best levels in turn. */
function checksumOf(book: NaiveL2Book): number {
  const bids = book.levels('bid');
  const asks = book.levels('ask');
  const texts: string[] = [];
  for (let rank = 0; rank < LEVELS; rank++) {
    for (const row of [bids[rank], asks[rank]]) if (row !== undefined) texts.push(...row);
  }
  return crc32(texts.join(':')) | 0;
}

interface Kind {
  readonly hasSequence: boolean;
  /** How a text is written in the messages; the checksum stays the one of the plain texts. */
  readonly written?: (text: string) => string;
  /** Messages that never came. */
  readonly lost?: readonly number[];
}

/** A snapshot and 30 updates. */
function writeCapture(name: string, { hasSequence, written = String, lost = [] }: Kind): string {
  const market = new TinyMarket(5);
  const wide = (rows: readonly NaiveRow[]): string[][] =>
    rows.map(([px, sz]) => [written(px), written(sz), '0', '1']);
  const lines: object[] = [
    { t: 'header', format: 2, exchange: 'OKX', config: {} },
    { t: 'connect', conn: 'ws1', ts: 1_600_000_000, addr: 'wss://ws.okx.com:8443/ws/v5/public' },
  ];
  for (let i = 0; i <= 30; i++) {
    const { bids, asks } = i === 0 ? market.rows() : market.change();
    const ids = { prevSeqId: i === 0 ? -1 : 100 + i - 1, seqId: 100 + i };
    const data = {
      asks: wide(asks),
      bids: wide(bids),
      ts: String(1_600_000_000_000 + i * 100),
      checksum: checksumOf(market.book),
      ...(hasSequence ? ids : {}),
    };
    if (lost.includes(i)) continue;
    const arg = { channel: 'books', instId: SYMBOL };
    const message = JSON.stringify({ arg, action: i === 0 ? 'snapshot' : 'update', data: [data] });
    lines.push({ t: 'recv', conn: 'ws1', ts: 1_600_000_000 + i / 10, data: message });
  }
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n') + '\n');
  return path;
}

async function replay(path: string): Promise<Record<string, unknown>> {
  const args = ['replay', path, '--speed', 'max', '--no-serve', '--json'];
  const { stdout } = await runCommand(args);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('a capture of OKX with checksums', () => {
  it('is verified at every message, with and without sequence ids', async () => {
    for (const hasSequence of [true, false]) {
      const summary = await replay(writeCapture(`sound-${hasSequence}.jsonl`, { hasSequence }));
      expect(summary).toMatchObject({
        messages: 31,
        gaps: 0,
        verified: 31,
        verifyFailures: 0,
        unverifiable: 0,
        refusals: {},
      });
    }
  });

  it('shows a lost message by the checksum where there is no sequence', async () => {
    const path = writeCapture('lost.jsonl', { hasSequence: false, lost: [10] });
    const summary = await replay(path);
    expect(summary).toMatchObject({ gaps: 0, verifyFailures: 1 });
    expect(summary['verified']).toBeLessThan(20);
  });

  it('counts a checksum over texts that are not plain as unverifiable, never as wrong', async () => {
    const written = (text: string): string => (text.includes('.') ? `${text}0` : text);
    const summary = await replay(writeCapture('zeros.jsonl', { hasSequence: true, written }));
    expect(summary).toMatchObject({ verified: 0, verifyFailures: 0, unverifiable: 31 });
  });
});
