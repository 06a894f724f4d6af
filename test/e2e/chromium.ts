/** When tests of the page skip: without a Chromium, unless they must not. */
import { CHROMIUM_PLACES, chromiumPath } from '../../scripts/chromium.mjs';

export { launchChromium } from '../../scripts/chromium.mjs';

/** Says so, and is false where the tests must not skip: they fail then. */
export function chromiumMissing(): boolean {
  if (chromiumPath !== undefined || process.env['BOOKCAST_REQUIRE_CHROMIUM'] === '1') return false;
  console.warn(`skipped: no Chromium at ${CHROMIUM_PLACES}`);
  return true;
}
