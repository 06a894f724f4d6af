import { compress } from '@mongodb-js/zstd';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectFormat } from '../../src/feed/detect-format.js';
import { captureMissing, capturePath } from './captures-path.js';

const HEADER = '{"t":"header","format":2,"exchange":"BINANCE"}\n';
/** A system event, 12 bytes, three times, with and without its length. */
const itch = (length: number): Buffer =>
  Buffer.concat(
    Array.from({ length: 3 }, () =>
      Buffer.from([0, length, 0x53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x4f]),
    ),
  );

let directory = '';
let fileCount = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bookcast-detect-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function detect(content: string | Uint8Array): Promise<string> {
  const path = join(directory, `file-${fileCount++}`);
  await writeFile(path, content);
  return detectFormat(path);
}

describe('format detection', () => {
  it('knows ITCH files, plain or gzip, with lengths or without', async () => {
    for (const bytes of [itch(12), itch(0)]) {
      expect(await detect(bytes)).toBe('itch50');
      expect(await detect(gzipSync(bytes))).toBe('itch50');
    }
    expect(await detect(gzipSync(itch(12)).subarray(0, -9))).toBe('itch50');
  });

  it('knows captures, plain or Zstandard, of any version', async () => {
    expect(await detect(HEADER)).toBe('captures');
    expect(await detect(HEADER.trim())).toBe('captures');
    expect(await detect(await compress(Buffer.from(HEADER)))).toBe('captures');
    expect(await detect('{"t":"header","format":99}')).toBe('captures');
  });

  it.each([
    ['JSON text', '{"a":1}'],
    ['plain text', 'time,price\n1,2\n'],
    ['a zip archive', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0])],
    ['a JSON-lines capture compressed with gzip', gzipSync(HEADER)],
    ['plain text compressed with gzip', gzipSync('some text')],
    ['nothing compressed with gzip', gzipSync('')],
    ['no format we know', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8])],
  ])('says of others what they look like: %s', async (looks, content) => {
    await expect(detect(content)).rejects.toMatchObject({
      code: 'wrong-format',
      message: expect.stringContaining(`looks like ${looks}`) as string,
    });
  });

  it('says so when ITCH is compressed in a way that we do not read', async () => {
    await expect(detect(await compress(itch(12)))).rejects.toThrow(
      'looks like ITCH 5.0 compressed with Zstandard',
    );
  });

  it('refuses what is empty, missing or damaged', async () => {
    await expect(detect('')).rejects.toMatchObject({ code: 'file-empty' });
    await expect(detectFormat(join(directory, 'nowhere'))).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    await expect(detect(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2]))).rejects.toMatchObject({
      code: 'truncated',
    });
    await expect(
      detect(Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])),
    ).rejects.toMatchObject({ code: 'damaged-compression' });
  });

  it.skipIf(captureMissing('ritch-simulated.itch50.gz'))(
    'knows the captures that are there',
    async () => {
      expect(await detectFormat(capturePath('ritch-simulated.itch50.gz'))).toBe('itch50');
      for (const name of ['binance-us-spot', 'deribit']) {
        expect(await detectFormat(capturePath(`${name}.jsonl.zst`))).toBe('captures');
      }
    },
  );
});
