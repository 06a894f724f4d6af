/** The Chromium of this machine: where it is, how tests start it, and when they skip. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** No sandbox inside containers, no traffic of its own. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = [process.env['BOOKCAST_CHROMIUM'], ...PATHS].find(
  (path) => path !== undefined && path !== '' && existsSync(path),
);

/** For `describe.skipIf`: says so, and is false where the tests must not skip: they fail then. */
export function chromiumMissing(): boolean {
  if (executablePath !== undefined || process.env['BOOKCAST_REQUIRE_CHROMIUM'] === '1')
    return false;
  console.warn(`skipped: no Chromium at BOOKCAST_CHROMIUM, ${PATHS.join(', ')}`);
  return true;
}

export async function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) {
    throw new Error(`BOOKCAST_REQUIRE_CHROMIUM=1, but there is none at ${PATHS.join(', ')}`);
  }
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
