// Builds dist/: compiled server, SDK and command, and the page's bundle. No network, no global tools.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

function compile(project) {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exitCode = 1;
}

async function bundlePage() {
  const source = join(root, 'src', 'dashboard');
  if (!existsSync(join(source, 'app.ts'))) return;
  const { build } = await import('esbuild');
  const out = join(root, 'dist', 'dashboard');
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: [join(source, 'app.ts'), join(source, 'app.css')],
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    outdir: out,
    logLevel: 'warning',
  });
  for (const asset of ['index.html', 'favicon.svg']) {
    if (existsSync(join(source, asset))) cpSync(join(source, asset), join(out, asset));
  }
}

/** Read at run time by the code beside which they lie. */
function copyAssets() {
  for (const asset of ['plot-page.js', 'plot-page.css']) {
    cpSync(join(root, 'src', 'latency', asset), join(root, 'dist', 'latency', asset));
  }
}

compile('tsconfig.json');
copyAssets();
await bundlePage();
const command = join(root, 'dist', 'cli', 'main.js');
if (existsSync(command)) chmodSync(command, 0o755);
