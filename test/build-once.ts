/** Worker threads and the command run compiled code: build it once before the tests, unless the caller has. */
import { spawnSync } from 'node:child_process';

export default function buildOnce(): void {
  if (process.env['BOOKCAST_BUILT'] === '1') return;
  const build = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('the build failed: see the compiler output above');
}
