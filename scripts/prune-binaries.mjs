// For the container image: removes the uWebSockets.js binaries of other platforms, architectures
// and Node versions (each is several megabytes), and proves that the one kept still loads.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  'node_modules',
  'uWebSockets.js',
  'dist',
  'bin',
);
const wanted = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
const binaries = readdirSync(folder).filter((name) => name.endsWith('.node'));
if (!binaries.includes(wanted)) {
  console.error(`prune-binaries: ${wanted} is not among ${binaries.join(', ')}`);
  process.exit(1);
}
let freedBytes = 0;
for (const name of binaries) {
  if (name === wanted) continue;
  freedBytes += statSync(join(folder, name)).size;
  rmSync(join(folder, name));
}
await import('uWebSockets.js');
console.log(`prune-binaries: kept ${wanted}, freed ${(freedBytes / 1048576).toFixed(1)} MiB`);
