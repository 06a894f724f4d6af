/** Readers generated from fbs/ for the stock client, bundled with the flatbuffers package outside of the project. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

/** @returns a module with all generated classes and ByteBuffer. */
export async function generateStockReaders(): Promise<Record<string, unknown>> {
  const directory = mkdtempSync(join(tmpdir(), 'bookcast-readers-'));
  try {
    const generated = spawnSync(
      process.execPath,
      [join(root, 'scripts/generate-frames.mjs'), '--out', join(directory, 'wire')],
      { encoding: 'utf8' },
    );
    if (generated.status !== 0) throw new Error(generated.stderr);
    const exports = readdirSync(join(directory, 'wire')).map(
      (name) => `export * from './wire/${name}';`,
    );
    writeFileSync(
      join(directory, 'readers.ts'),
      [...exports, "export { ByteBuffer } from 'flatbuffers';"].join('\n'),
    );
    const outfile = join(directory, 'readers.mjs');
    await build({
      entryPoints: [join(directory, 'readers.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      nodePaths: [join(root, 'node_modules')],
      logLevel: 'error',
    });
    return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Record<
      string,
      unknown
    >;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
