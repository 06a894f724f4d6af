import { compress } from '@mongodb-js/zstd';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CAPTURES_FILE_LIMITS,
  CapturesFile,
  type CapturesFileLimits,
} from '../../src/feed/source/captures-file.js';

const HEADER = '{"t":"header","format":2,"exchange":"BINANCE","config":{}}';
const recv = (ts: number, data = `at ${ts}`, conn = 'ws'): string =>
  JSON.stringify({ t: 'recv', conn, ts, data });

let directory = '';
let fileCount = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bookcast-captures-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function fileWith(content: string | Uint8Array): Promise<string> {
  const path = join(directory, `capture-${fileCount++}`);
  await writeFile(path, content);
  return path;
}

interface Reading {
  readonly file: CapturesFile;
  readonly data: string[];
  readonly sourceNs: number[];
}

async function read(
  content: string | Uint8Array,
  limits?: Partial<CapturesFileLimits>,
): Promise<Reading> {
  const file = new CapturesFile(await fileWith(content), { ...CAPTURES_FILE_LIMITS, ...limits });
  await file.open();
  const data: string[] = [];
  const sourceNs: number[] = [];
  for (;;) {
    const next = file.nextSourceNs();
    if (next === Infinity) break;
    if (Number.isNaN(next)) {
      await file.refill();
      continue;
    }
    sourceNs.push(next);
    data.push(String(file.take().data));
  }
  await file.close();
  return { file, data, sourceNs };
}

describe('a capture', () => {
  it('is handed on in order of time, equal times in order of the file', async () => {
    const times = [1600000003.5, 1600000001.25, 1600000003.5, 1600000002, 1600000001.25];
    const { data, sourceNs, file } = await read(
      [HEADER, ...times.map((ts, i) => recv(ts, `${i}`)), ''].join('\n'),
    );
    expect(data).toEqual(['1', '4', '3', '0', '2']);
    expect(sourceNs).toEqual([-1.75e9, -1.75e9, -1e9, 0.5e9, 0.5e9]);
    expect([file.failure, file.lateCount]).toEqual([undefined, 0]);
  });

  it('tells its progress by what was handed on, not by what was read', async () => {
    const file = new CapturesFile(await fileWith([HEADER, recv(1), recv(2), recv(3)].join('\n')));
    await file.open();
    await file.refill();
    const before = file.progress();
    expect(before.done).toBeLessThan(before.total);
    while (file.nextSourceNs() < Infinity) file.take();
    expect(file.progress()).toEqual({ done: before.total, total: before.total });
    await file.close();
  });

  it('is sorted like a stable sort whatever the disorder', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 60 }),
        async (times) => {
          const rows = times.map((ts, i) => ({ ts, id: `${i}` }));
          const { data } = await read(
            [HEADER, ...rows.map(({ ts, id }) => recv(ts, id))].join('\n'),
          );
          expect(data).toEqual([...rows].sort((a, b) => a.ts - b.ts).map(({ id }) => id));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is sorted within its buffer, and time never runs backwards beyond it', async () => {
    const times = Array.from({ length: 40 }, (_, i) => i + 10);
    const lines = [...times.map((ts) => recv(ts)), recv(1)];
    const { data, sourceNs, file } = await read([HEADER, ...lines].join('\n'), {
      sortBytesLimit: 1500,
      readAheadBytes: 1,
    });
    expect(data).toHaveLength(41);
    expect(file.lateCount).toBe(1);
    expect(sourceNs).toEqual([...sourceNs].sort((a, b) => a - b));
  });

  it('has the same records whether plain or compressed, with or without a last newline', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => recv(i, `data ${i} ü€😀`));
    const text = [HEADER, ...lines].join('\n');
    const plain = await read(text);
    expect(plain.data).toHaveLength(3000);
    expect((await read(`${text}\n`)).data).toEqual(plain.data);
    expect((await read(await compress(Buffer.from(text), 6))).data).toEqual(plain.data);
    const frames = [text.slice(0, 5000), text.slice(5000)].map((part) =>
      compress(Buffer.from(part)),
    );
    expect((await read(Buffer.concat(await Promise.all(frames)))).data).toEqual(plain.data);
  });

  it('hands on addresses, requests, answers and binary messages', async () => {
    const records = [
      { t: 'connect', conn: 'c', ts: 1, addr: 'wss://x' },
      { t: 'send', conn: 'c', ts: 2, addr: 'wss://x', data: 'sub' },
      { t: 'http', conn: 'h', ts: 3, url: 'https://y', data: '{}' },
      { t: 'recv', conn: 'c', ts: 4, b64: 'AQID' },
      { t: 'future', conn: 'c', ts: 5 },
    ];
    const file = new CapturesFile(
      await fileWith([HEADER, ...records.map((each) => JSON.stringify(each))].join('\n')),
    );
    await file.open();
    await file.refill();
    const taken = [1, 2, 3, 4].map(() => file.take());
    expect(taken).toMatchObject([
      { type: 'connect', target: 'wss://x', data: '' },
      { type: 'send', data: 'sub' },
      { type: 'http', target: 'https://y', data: '{}' },
      { type: 'recv', data: Buffer.from([1, 2, 3]) },
    ]);
    expect([file.nextSourceNs(), file.unknownCount]).toEqual([Infinity, 1]);
    await file.close();
  });
});

describe('a capture that is damaged', () => {
  it('keeps all good lines and reports the first bad one with line and byte', async () => {
    const good = recv(1);
    const { data, file } = await read(
      [HEADER, good, '{"t":"recv","conn":', recv(2), '[]', recv(3)].join('\n'),
    );
    expect(data).toEqual(['at 1', 'at 2', 'at 3']);
    expect(file.damagedLineCount).toBe(2);
    const at = HEADER.length + 1 + good.length + 1;
    expect(file.failure).toMatchObject({ code: 'malformed', byteOffset: at });
    expect(file.failure!.message).toContain(`line 3 at byte ${at} is no JSON`);
  });

  it.each([
    ['has no valid "ts"', '{"t":"recv","conn":"c","ts":"1","data":"x"}'],
    ['has no valid "ts"', '{"t":"recv","conn":"c","ts":1e999,"data":"x"}'],
    ['has no "conn"', '{"t":"recv","ts":1,"data":"x"}'],
    ['has no "data"', '{"t":"recv","conn":"c","ts":1,"data":5}'],
    ['has no "url"', '{"t":"http","conn":"c","ts":1,"data":"x"}'],
    ['has no "t"', '{"conn":"c","ts":1,"data":"x"}'],
    ['is no JSON object', '"text"'],
    ['begins a capture of OKX within one of BINANCE', '{"t":"header","format":2,"exchange":"OKX"}'],
  ])('says what is wrong with a line: %s', async (reason, line) => {
    const { file, data } = await read([HEADER, recv(1), line].join('\n') + '\n');
    expect(file.failure!.message).toContain(reason);
    expect(data).toEqual(['at 1']);
  });

  it('is cut off where its last line is', async () => {
    const lines = [HEADER, recv(1), recv(2)].join('\n');
    const { file, data } = await read(lines.slice(0, -3));
    expect(data).toEqual(['at 1']);
    expect(file.failure).toMatchObject({
      code: 'truncated',
      byteOffset: lines.lastIndexOf('\n') + 1,
    });
    expect(file.failure!.message).toContain('inside line 3');
  });

  it('ends at a line that is longer than the limit', async () => {
    const { file, data } = await read(
      [HEADER, recv(1), recv(2, 'x'.repeat(5000)), recv(3)].join('\n'),
      { lineBytesLimit: 1000 },
    );
    expect(data).toEqual(['at 1']);
    expect(file.failure).toMatchObject({ code: 'malformed' });
    expect(file.failure!.message).toContain('line 3 at byte');
  });

  it('keeps what came before a damaged compressed block', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => recv(i, `${(i * 7919) % 104_729}`));
    const packed = await compress(Buffer.from([HEADER, ...lines].join('\n')));
    const broken = Buffer.from(packed);
    broken.fill(0xff, Math.floor(packed.length * 0.8), Math.floor(packed.length * 0.8) + 50);
    const { file, data } = await read(broken);
    expect(file.failure).toMatchObject({ code: 'damaged-compression' });
    expect(file.failure!.message).toMatch(/compressed byte \d+/);
    expect(data.length).toBeGreaterThan(1000);
    expect(data).toEqual(
      lines.slice(0, data.length).map((line) => (JSON.parse(line) as { data: string }).data),
    );
  });
});

describe('what is no capture', () => {
  it.each([
    ['file-empty', ''],
    ['wrong-format', '{"t":"recv","conn":"c","ts":1,"data":"x"}\n'],
    ['wrong-format', '{"t":"header","format":3,"exchange":"BINANCE"}\n'],
    ['wrong-format', '{"t":"header","format":2}\n'],
    ['wrong-format', 'time,price\n1,2\n'],
    ['wrong-format', '\x00\x00S\x00'.repeat(100_000)],
  ])('is refused with %s: %j', async (code, content) => {
    await expect(read(content)).rejects.toMatchObject({ code, name: 'FeedError' });
  });

  it('is refused when it does not exist or is a directory', async () => {
    for (const path of [join(directory, 'nowhere'), directory]) {
      await expect(new CapturesFile(path).open()).rejects.toMatchObject({
        code: 'file-unreadable',
      });
    }
  });
});
