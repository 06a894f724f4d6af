/** The version of this package, from its package.json. Cold. */
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as {
  version: string;
};

export const PRODUCT_VERSION = manifest.version;
