/** What a variant needs beside Node: a package, a heavy peer, a Debian package's program, file descriptors, a setting of the build. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { commandPath } from './build-under-test.mjs';

function packageThere(name) {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Full path of a program; also looks where Debian puts servers. @returns undefined when it is not there. */
export function programPath(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Heavy peers are installed apart, each by a lock file of its own. */
export const peerFolder = (name) => fileURLToPath(new URL(`../peers/${name}`, import.meta.url));

/** Descriptors that this process may open; Node itself has raised the soft limit to the hard one. */
function descriptorLimit() {
  const [, soft] = /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return soft === undefined ? Infinity : Number(soft);
}

let settings;
function settingThere(key) {
  settings ??= spawnSync(process.execPath, [commandPath, 'config', 'print'], {
    encoding: 'utf8',
  }).stdout;
  return settings.includes(key);
}

/**
 * @param needs {package?, peer?, program?, descriptors?, setting?} or undefined.
 * @returns why it cannot run here, undefined when it can.
 */
export function missing(needs) {
  if (needs?.package && !packageThere(needs.package))
    return `package ${needs.package} is not installed: npm install --no-save ${needs.package}`;
  if (needs?.peer && !existsSync(join(peerFolder(needs.peer), 'node_modules', needs.peer)))
    return `${needs.peer} is not installed: npm ci --ignore-scripts --prefix bench/peers/${needs.peer}`;
  if (needs?.program && programPath(needs.program) === undefined)
    return `${needs.program} is not installed: apt-get install --no-install-recommends ${needs.program}`;
  if (needs?.descriptors > descriptorLimit())
    return `needs ${needs.descriptors} file descriptors, the limit is ${descriptorLimit()}: raise it with ulimit -n`;
  if (needs?.setting && !settingThere(needs.setting))
    return `this build has no setting ${needs.setting}`;
  return undefined;
}
