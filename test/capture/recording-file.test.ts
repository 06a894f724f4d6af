import fc from 'fast-check';
import {
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_KIND } from '../../src/capture/block-layout.js';
import { surveyBlocks } from '../../src/capture/block-survey.js';
import { partPath } from '../../src/capture/recording-parts.js';
import { RecordingWriter } from '../../src/capture/recording-writer.js';
import { FeedError } from '../../src/feed/source/feed-error.js';
import { detectFormat } from '../../src/feed/detect-format.js';
import { readAll, RecordingBench, temporaryFolder, WALL_BASE_NS } from './recording-bench.js';
import { FEED, inputOf, textInput, type TapInput } from './tap-inputs.js';

const folder = temporaryFolder();
let fileCount = 0;
const newPath = (): string => join(folder, `r${++fileCount}.bcr`);
afterAll(() => rmSync(folder, { recursive: true }));

/** `count` messages, each different; some compress well, some do not. */
const messages = (count: number, from = 0): TapInput[] =>
  Array.from({ length: count }, (_, i) => {
    const n = from + i;
    const text =
      n % 3 === 0 ? `{"n":${n},"x":"${'ab'.repeat(40)}"}` : `${Math.sin(n)}${Math.cos(n)}`;
    return inputOf({
      kind: 'received',
      name: n % 2 === 0 ? 'A' : 'B',
      data: Buffer.from(text).toString('hex'),
      nowNs: 2000 + n * 1_000_000,
      receivedNs: 2000 + n * 1_000_000,
    });
  });

async function record(path: string, inputs: readonly TapInput[]): Promise<void> {
  const bench = new RecordingBench(path);
  bench.start();
  bench.tell(inputs);
  await bench.finish();
}

const survey = (path: string) => surveyBlocks(openSync(path, 'r'), statSync(path).size, true);

describe('a recording', () => {
  it('gives back what was recorded, and knows the feed', async () => {
    const path = newPath();
    const inputs = messages(40);
    await record(path, inputs);
    const whole = await readAll(path);
    expect(whole.inputs).toEqual(inputs);
    expect(whole).toMatchObject({
      sessions: [{ session: 1, part: 1, venue: FEED.venue }],
      missing: 0,
      lost: 0,
      failure: undefined,
    });
    expect(await detectFormat(path)).toBe('bookcast');
  });

  it('that was closed goes on in a new session when it is opened again', async () => {
    const path = newPath();
    await record(path, messages(20));
    await record(path, messages(20, 20));
    const whole = await readAll(path);
    expect(whole.inputs).toEqual(messages(40));
    expect(whole.sessions.map(({ session }) => session)).toEqual([1, 2]);
    expect(whole.failure).toBeUndefined();
    const index = survey(path).blocks.filter(({ header }) => header.kind === BLOCK_KIND.INDEX);
    expect(index).toEqual([]);
  });

  it('outgrows its file into parts, each of which says which it is', async () => {
    const path = newPath();
    const inputs = messages(120);
    const bench = new RecordingBench(path, { rotateBytes: 3000 });
    bench.start();
    bench.tell(inputs);
    await bench.finish();
    expect(existsSync(partPath(path, 3))).toBe(true);
    expect(statSync(path).size).toBeLessThan(4000);
    expect((await readAll(path)).inputs).toEqual(inputs);
    await expect(readAll(partPath(path, 2))).rejects.toThrow(
      /is part 2 of a recording: name its first part/,
    );
    await record(path, messages(10, 120));
    expect((await readAll(path)).inputs).toEqual(messages(130));
  });

  it('begins, for a moment in time, with the session that was on then', async () => {
    const path = newPath();
    for (const session of [0, 1, 2]) {
      const wallBaseNs = WALL_BASE_NS + BigInt(session) * 3_600_000_000_000n;
      const bench = new RecordingBench(path, { wallBaseNs });
      bench.start();
      bench.tell(messages(10, session * 10));
      await bench.finish();
    }
    const hour = (hours: number): number => Number(WALL_BASE_NS / 1000n) + hours * 3.6e9;
    for (const [hours, first] of [
      [-5, 0],
      [0.5, 0],
      [1.5, 10],
      [99, 20],
    ] as const) {
      const { inputs, lost } = await readAll(path, hour(hours));
      expect([hours, lost, inputs]).toEqual([hours, 0, messages(30 - first, first)]);
    }
  });
});

describe('a recording that was cut or changed', () => {
  const path = newPath();
  const inputs = messages(60);
  let bytes: Buffer;
  let blocks: {
    readonly from: number;
    readonly to: number;
    readonly records: readonly TapInput[];
  }[];

  beforeAll(async () => {
    await record(path, inputs);
    bytes = readFileSync(path);
    blocks = survey(path).blocks.map(({ byteOffset, header }) => ({
      from: byteOffset,
      to: byteOffset + 64 + header.storedBytes,
      records: inputs.slice(header.firstOrdinal, header.firstOrdinal + header.recordCount),
    }));
    expect(blocks.length).toBeGreaterThan(12);
  });

  it('at any byte holds every record of its whole blocks, and is gone on with behind them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (cut) => {
        const torn = newPath();
        copyFileSync(path, torn);
        truncateSync(torn, cut);
        const whole = blocks.filter(({ to }) => to <= cut);
        const kept = whole.flatMap(({ records }) => records);
        if (whole.length === 0) {
          const error: unknown = await readAll(torn).catch((thrown: unknown) => thrown);
          expect(error).toBeInstanceOf(FeedError);
          await record(torn, messages(5, 1000));
          expect((await readAll(torn)).inputs).toEqual(messages(5, 1000));
          rmSync(torn);
          return;
        }
        const read = await readAll(torn);
        expect(read.inputs).toEqual(kept);
        const lastGood = whole.at(-1)!.to;
        expect(read.failure?.code).toBe(cut === lastGood ? undefined : 'truncated');
        if (read.failure) expect(read.failure.byteOffset).toBe(lastGood);
        const bench = new RecordingBench(torn);
        expect(bench.writer.opened.tornBytes).toBe(cut - lastGood);
        bench.start();
        bench.tell(messages(5, 1000));
        await bench.finish();
        const mended = await readAll(torn);
        expect(mended.failure).toBeUndefined();
        expect(mended.inputs).toEqual([...kept, ...messages(5, 1000)]);
        rmSync(torn);
      }),
      { seed: 46, numRuns: 120 },
    );
  });

  it('in any byte loses the block that it is in, says so, and holds all others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Buffer.from(bytes);
          changed[at]! ^= flip;
          const file = newPath();
          writeFileSync(file, changed);
          const hit = blocks.find(({ from, to }) => at >= from && at < to);
          const read = await readAll(file);
          expect(read.failure).toBeDefined();
          expect(read.lost).toBe(hit?.records.length ?? 0);
          expect(read.inputs).toEqual(
            blocks.filter((block) => block !== hit).flatMap(({ records }) => records),
          );
          rmSync(file);
        },
      ),
      { seed: 47, numRuns: 250 },
    );
  });

  it('in its middle is still gone on with at its end', async () => {
    const file = newPath();
    const changed = Buffer.from(bytes);
    changed[blocks[5]!.from + 70]! ^= 1;
    writeFileSync(file, changed);
    await record(file, messages(5, 1000));
    const read = await readAll(file);
    expect(read.lost).toBe(blocks[5]!.records.length);
    expect(read.inputs.slice(-5)).toEqual(messages(5, 1000));
  });
});

describe('a part that a recorder was killed at the beginning of', () => {
  it.each([0, 1, 4, 63, 64, 100])('after %i bytes goes on as a new session', async (bytes) => {
    const path = newPath();
    await record(path, messages(20));
    copyFileSync(path, partPath(path, 2));
    truncateSync(partPath(path, 2), bytes);
    await record(path, messages(20, 20));
    const whole = await readAll(path);
    expect(whole.inputs).toEqual(messages(40));
    expect(whole).toMatchObject({ missing: 0, lost: 0, failure: undefined });
    expect(whole.sessions.map(({ session, part }) => [session, part])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(survey(partPath(path, 2)).blocks[0]!.header).toMatchObject({
      session: 2,
      firstOrdinal: 20,
    });
  });

  it('is begun again where it is the first', async () => {
    const path = newPath();
    await record(path, messages(20));
    truncateSync(path, 40);
    await record(path, messages(5));
    expect((await readAll(path)).inputs).toEqual(messages(5));
  });
});

describe('a file that is no recording', () => {
  it('is left as it is by whoever would append to it', () => {
    const path = newPath();
    writeFileSync(path, 'precious text, and no recording\n'.repeat(100));
    const before = readFileSync(path);
    expect(() => new RecordingWriter({ path, rotateBytes: 1e9 })).toThrow(
      /is no Bookcast recording: it is left as it is; name another file/,
    );
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('is refused by a reader with what it is not', async () => {
    const empty = newPath();
    writeFileSync(empty, '');
    await expect(readAll(empty)).rejects.toMatchObject({ code: 'file-empty' });
    await expect(readAll(join(folder, 'none.bcr'))).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    await expect(readAll(folder)).rejects.toMatchObject({ code: 'file-unreadable' });
    const text = newPath();
    writeFileSync(text, 'BCR1 but no more than that'.repeat(50));
    await expect(readAll(text)).rejects.toMatchObject({ code: 'wrong-format' });
  });

  it('or that cannot be made is an error with its path', () => {
    const path = join(folder, 'no-such-folder', 'x.bcr');
    expect(() => new RecordingWriter({ path, rotateBytes: 1e9 })).toThrow(/no-such-folder/);
  });
});

describe('two recorders', () => {
  it('do not write one file; what a dead one left behind is taken over', () => {
    const path = newPath();
    // The parent of this process is alive, and not us.
    writeFileSync(`${path}.lock`, `${process.ppid}\n`);
    expect(() => new RecordingWriter({ path, rotateBytes: 1e9 })).toThrow(
      new RegExp(`is being written by process ${process.ppid}`),
    );
    writeFileSync(`${path}.lock`, '999999999\n');
    new RecordingWriter({ path, rotateBytes: 1e9 }).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});

describe('text in a recording', () => {
  it('of an input keeps every character', async () => {
    const path = newPath();
    const inputs = [textInput('connected', 'ä', 'wss://ü/€'), textInput('failed', '/x', '😀')];
    await record(path, inputs);
    expect((await readAll(path)).inputs).toEqual(inputs);
  });
});
