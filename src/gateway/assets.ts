/**
 * The page's files, read once at start. Owns their content types and entity tags; must never
 * serve a path that was not read, so there is nothing to traverse. Cold.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface Asset {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly entityTag: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

/** @returns assets by URL path; `/` is index.html. Empty when the folder does not exist. */
export function readAssets(folder: string | undefined): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  if (folder === undefined || !existsSync(folder)) return assets;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const contentType = CONTENT_TYPES[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    const entityTag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const url = path.slice(join(folder, '/').length).replaceAll('\\', '/');
    assets.set(`/${url}`, { body, contentType, entityTag });
  }
  const index = assets.get('/index.html');
  if (index !== undefined) assets.set('/', index);
  return assets;
}
