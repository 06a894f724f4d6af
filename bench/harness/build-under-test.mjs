/**
 * The built Bookcast that is measured: this tree's dist/, or another commit's when
 * BENCH_DIST names its folder. Scenarios load everything of Bookcast through here, so that
 * one harness measures two builds.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = process.env.BENCH_DIST;

/** URL of the dist folder, with a slash at its end. */
export const distUrl = folder
  ? pathToFileURL(`${folder}/`)
  : new URL('../../dist/', import.meta.url);

/** @param path a module below dist/, e.g. 'ring/event-ring-writer.js'. */
export const load = (path) => import(new URL(path, distUrl).href);

/** The `bookcast` command of the build. */
export const commandPath = fileURLToPath(new URL('cli/main.js', distUrl));

export const isBuilt = () => existsSync(commandPath);
