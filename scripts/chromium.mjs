/** The Chromium of this machine: where it is, and how tests and the drill start it. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

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

export const CHROMIUM_PLACES = `BOOKCAST_CHROMIUM, ${PATHS.join(', ')}`;

/** Undefined where there is none. */
export const chromiumPath = [process.env['BOOKCAST_CHROMIUM'], ...PATHS].find(
  (path) => path !== undefined && path !== '' && existsSync(path),
);

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchChromium() {
  if (chromiumPath === undefined) throw new Error(`there is no Chromium at ${CHROMIUM_PLACES}`);
  return chromium.launch({ executablePath: chromiumPath, args: ARGUMENTS });
}
