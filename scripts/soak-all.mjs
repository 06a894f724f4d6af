/**
 * The soaks, one after the other: clients (many, some stalled, lanes that die), venues (live ones, under
 * load), mold (MoldUDP64 under loss), fix (QuickFIX peers; needs them). Exit code 1 when one of them finds anything amiss.
 *
 *     npm run soak [-- clients|venues|mold|fix [arguments of that one]] [-- --short]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPTS = {
  clients: 'soak.mjs',
  venues: 'soak-venues.mjs',
  mold: 'soak-mold.mjs',
  fix: 'soak-fix.mjs',
};
const SHORT_CLIENTS = '--seconds 9 --clients 24 --stalled 2 --rate 4000'.split(' ');

const [first, ...rest] = process.argv.slice(2);
const names = first in SCRIPTS ? [first] : Object.keys(SCRIPTS);
const passed = first in SCRIPTS ? rest : process.argv.slice(2);
let worst = 0;
for (const name of names) {
  console.log(`\n== ${name}`);
  const isShort = name === 'clients' && passed.includes('--short');
  const path = fileURLToPath(new URL(SCRIPTS[name], import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...(isShort ? SHORT_CLIENTS : passed)], {
    stdio: 'inherit',
  });
  worst = Math.max(worst, status ?? 1);
}
process.exit(worst);
