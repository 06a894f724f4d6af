/** Where the captures lie that are not part of the project; tests skip with a message without them. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const capturePath = (name: string): string =>
  resolve(repository, '..', 'shared', 'captures', name);

/** For `it.skipIf`: says so when the capture is not there. */
export function captureMissing(name: string): boolean {
  const missing = !existsSync(capturePath(name));
  if (missing) console.warn(`skipped: no capture at ${capturePath(name)}`);
  return missing;
}
