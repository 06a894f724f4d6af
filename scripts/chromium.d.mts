/** Types of chromium.mjs for the tests. */
import type { Browser } from 'playwright-core';

export const CHROMIUM_PLACES: string;
export const chromiumPath: string | undefined;
export function launchChromium(): Promise<Browser>;
