/** Threads of a running server as the kernel shows them: names, cores, priorities. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../dist/runtime/index.js';
import { allowedCores, coreListText } from '../../src/config/core-list.js';

interface KernelThread {
  readonly name: string;
  readonly cores: string;
  readonly policy: number;
  readonly priority: number;
}

/** Fields of /proc/…/stat behind the name, by proc(5): numbered from 3. */
const STAT_PRIORITY = 40 - 3;
const STAT_POLICY = 41 - 3;
const SCHED_FIFO = 1;

function kernelThreads(): KernelThread[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const of = (file: string): string => readFileSync(`/proc/self/task/${thread}/${file}`, 'utf8');
    const stat = of('stat').split(') ').at(-1)!.split(' ');
    return {
      name: of('comm').trim(),
      cores: /^Cpus_allowed_list:\s*(\S+)$/m.exec(of('status'))![1]!,
      policy: Number(stat[STAT_POLICY]),
      priority: Number(stat[STAT_PRIORITY]),
    };
  });
}

const ours = (): KernelThread[] =>
  kernelThreads()
    .filter(({ name }) => /^bc-(feed|lane|gateway)/.test(name))
    .sort((a, b) => a.name.localeCompare(b.name));

const allowed = allowedCores()!;
const everywhere = coreListText(allowed);
const [firstCore, lastCore] = [allowed[0]!, allowed.at(-1)!];
const mainThread = (): KernelThread => kernelThreads()[0]!;

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** Log lines, and a way to wait for one. */
class Lines {
  readonly all: string[] = [];
  private waiting: (() => void)[] = [];
  readonly log = makeRunLog({
    level: 'info',
    format: 'json',
    sink: {
      write: (line) => {
        this.all.push(line);
        for (const check of this.waiting) check();
      },
    },
  });

  until(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(() => {
        if (this.all.some((line) => line.includes(text))) resolve();
      });
    });
  }
}

async function start(preset: Record<string, unknown>): Promise<Lines> {
  const { config } = loadConfig({
    preset: { 'gateway.port': 0, 'source.simulator.messagesPerSecond': 1000, ...preset },
  });
  const lines = new Lines();
  server = await startServer({ config, log: lines.log });
  return lines;
}

describe('the threads of a run', () => {
  it('have names, and are the kernel’s to place where no setting says otherwise', async () => {
    await start({ lanes: 2, gateways: 2 });
    expect(ours()).toEqual(
      ['bc-feed0', 'bc-gateway0', 'bc-gateway1', 'bc-lane0', 'bc-lane1'].map((name) => ({
        name,
        cores: everywhere,
        policy: 0,
        priority: 0,
      })),
    );
  });

  it('run on the cores that are named, lanes dealt out, a restarted lane again', async () => {
    const both = `${firstCore},${lastCore}`;
    const lines = await start({
      lanes: 2,
      'threads.feedCores': String(lastCore),
      'threads.laneCores': both,
      'threads.supervisorCores': String(firstCore),
    });
    const coresOf = (): Record<string, string> =>
      Object.fromEntries(ours().map(({ name, cores }) => [name, cores]));
    const expected = {
      'bc-feed0': String(lastCore),
      // Not the supervisor's core, which it would inherit.
      'bc-gateway0': everywhere,
      'bc-lane0': String(firstCore),
      'bc-lane1': String(lastCore),
    };
    expect(coresOf()).toEqual(expected);
    expect(mainThread().cores).toBe(String(firstCore));
    for (const kind of ['hang', 'throw'] as const) {
      const back = lines.until('its books are live again');
      server!.injectFault(1, kind);
      await back;
      lines.all.length = 0;
      expect(coresOf()).toEqual(expected);
    }
    await server!.stop();
    expect(mainThread().cores, 'the main thread gets its cores back').toBe(everywhere);
  });

  it('have the time slice that is set, where the kernel knows such a thing', async () => {
    if (!existsSync('/proc/self/sched')) return;
    const slicesOf = (): string[] =>
      readdirSync('/proc/self/task')
        .map((thread) => `/proc/self/task/${thread}/`)
        .filter((path) => /^bc-(feed|lane|gateway)/.test(readFileSync(`${path}comm`, 'utf8')))
        .flatMap(
          (path) => /^se\.slice\s*:\s*(\d+)$/m.exec(readFileSync(`${path}sched`, 'utf8')) ?? [],
        )
        .filter((text) => /^\d+$/.test(text));
    const lines = await start({ 'threads.sliceUs': 200 });
    expect(lines.all.filter((line) => line.includes('slice'))).toEqual([]);
    // Linux before 6.12 takes the call and keeps its own slice.
    const [major, minor] = release().split('.').map(Number);
    const expected = major! > 6 || (major === 6 && minor! >= 12) ? '200000' : expect.any(String);
    expect(slicesOf()).toEqual([expected, expected, expected]);
  });

  it('run in real time where the kernel grants it, else it says what to grant, once', async () => {
    const lines = await start({ 'threads.realtimePriority': 3 });
    const refusals = lines.all.filter((line) => line.includes('CAP_SYS_NICE'));
    const threads = ours();
    expect(threads).toHaveLength(3);
    for (const { policy, priority } of threads) {
      if (refusals.length === 0) {
        expect(policy & 0xff).toBe(SCHED_FIFO);
        expect(priority).toBe(3);
      } else {
        expect(refusals).toHaveLength(1);
        expect(policy).toBe(0);
      }
    }
    expect(mainThread().policy).toBe(0);
  });
});
