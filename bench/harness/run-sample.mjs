/**
 * One timed run of one variant, in a process of its own, with everything it starts in one process
 * group: what hangs is ended as a whole, by the group we made.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./sample-process.mjs', import.meta.url));
const LIMIT_SECONDS = 120;
const running = new Set();

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

/** End whatever runs: for an interrupted bench. */
export function endRunning() {
  for (const pid of running) endGroup(pid);
}

/**
 * @param request {scenario, cell, variant: names; quick; prepared: what the scenario's prepare() gave;
 *   dist: folder of another build, optional; limitSeconds}
 * @returns {metrics: numbers by name, facts: whatever else is worth telling}.
 */
export function runSample({ dist, limitSeconds = LIMIT_SECONDS, ...request }) {
  return new Promise((resolve, reject) => {
    const child = fork(entry, [], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: dist ? { ...process.env, BENCH_DIST: dist } : process.env,
    });
    running.add(child.pid);
    let outcome;
    let errors = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid);
    }, limitSeconds * 1000);
    child.stderr.on('data', (chunk) => (errors = `${errors}${chunk}`.slice(-4000)));
    child.on('message', (message) => (outcome = message));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      endGroup(child.pid);
      running.delete(child.pid);
      if (outcome?.result) return resolve(outcome.result);
      const why = late
        ? `took more than ${limitSeconds} s`
        : (outcome?.error ?? `ended with ${signal ?? code}`);
      reject(new Error(`${why}${errors ? `\n${errors.trim()}` : ''}`));
    });
    child.send(request);
  });
}
