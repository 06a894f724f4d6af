/** What the soaks have in common: checks that are counted, samples of /metrics, processes that talk. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const rssMiB = () => Math.round(process.memoryUsage().rss / 1048576);

/** A counter or gauge of /metrics, summed over its labels. */
export function metric(text, name) {
  let sum = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      sum += Number(line.split(' ').at(-1));
  }
  return sum;
}

/** The samples of a counter that are not 0, for people: `{…} 3`. */
export const samplesOf = (text, name) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && !line.endsWith(' 0'))
    .map((line) => line.slice(name.length))
    .join(', ');

export class SoakReport {
  problems = [];

  check(condition, what) {
    console.log(`${condition ? 'ok    ' : 'FAILED'} ${what}`);
    if (!condition) this.problems.push(what);
  }

  /** Ends the process. */
  finish(name) {
    if (this.problems.length === 0) console.log(`\n${name}: all well`);
    else console.error(`\n${name}: ${this.problems.length} problems`);
    process.exit(this.problems.length === 0 ? 0 : 1);
  }
}

/** A script beside this one in a process of its own; ask() waits for its next answer. */
export class SoakProcess {
  constructor(script, task) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.script = script;
    this.child = fork(path, [JSON.stringify(task)]);
    this.exited = once(this.child, 'exit');
  }

  /** @throws where it ends instead. */
  async answer() {
    const ended = this.exited.then(([code]) => {
      throw new Error(`${this.script} ended with code ${code}`);
    });
    const [message] = await Promise.race([once(this.child, 'message'), ended]);
    return message;
  }

  ask(question) {
    this.child.send(question);
    return this.answer();
  }

  async stop() {
    this.child.removeAllListeners('message');
    if (this.child.connected) this.child.disconnect();
    await this.exited;
  }
}
