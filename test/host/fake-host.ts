/** A host made of files in a temporary folder: a well set up machine, and whatever a test changes about it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadConfig } from '../../src/config/load.js';
import type { BookcastConfig } from '../../src/config/schema.js';
import type { CheckResult } from '../../src/host/check.js';
import { examineHost } from '../../src/host/examine-host.js';
import type { HostProbes, ProcessFacts } from '../../src/host/host-context.js';
import { HostFiles } from '../../src/host/host-files.js';

const CPU = '/sys/devices/system/cpu';
const CLOCK = '/sys/devices/system/clocksource/clocksource0';

/** Eight cores, two of them isolated, nothing in the way. */
export const GOOD_FILES: Readonly<Record<string, string>> = {
  '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
  '/proc/self/status': 'Name:\tnode\nCapEff:\t0000000000800000\nCpus_allowed_list:\t0-7\n',
  '/proc/self/limits':
    'Limit                     Soft Limit           Hard Limit           Units\n' +
    'Max open files            1048576              1048576              files\n' +
    'Max realtime priority     50                   50\n',
  '/proc/self/cgroup': '0::/system.slice/bookcast.service\n',
  '/proc/1/cgroup': '0::/init.scope\n',
  '/proc/1/comm': 'systemd\n',
  '/proc/stat': 'cpu  1000 0 500 90000 10 0 5 0 0 0\ncpu0 500 0 250 45000 5 0 2 0 0 0\n',
  '/proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu tsc constant_tsc\n',
  '/proc/meminfo': 'MemTotal:       32000000 kB\nMemAvailable:   24000000 kB\n',
  '/proc/swaps': 'Filename\t\tType\t\tSize\t\tUsed\t\tPriority\n',
  '/proc/sys/vm/swappiness': '60\n',
  '/proc/sys/kernel/sched_rt_runtime_us': '950000\n',
  '/proc/sys/net/core/somaxconn': '4096\n',
  '/proc/sys/net/core/wmem_max': '212992\n',
  '/proc/sys/net/core/rmem_max': '212992\n',
  '/proc/sys/net/core/default_qdisc': 'fq_codel\n',
  '/proc/sys/net/ipv4/tcp_max_syn_backlog': '2048\n',
  '/proc/sys/net/ipv4/tcp_wmem': '4096\t16384\t4194304\n',
  '/proc/sys/net/ipv4/tcp_rmem': '4096\t131072\t6291456\n',
  '/proc/sys/net/ipv4/tcp_autocorking': '0\n',
  '/proc/sys/net/ipv4/tcp_slow_start_after_idle': '0\n',
  [`${CPU}/online`]: '0-7\n',
  [`${CPU}/isolated`]: '2-5\n',
  [`${CPU}/nohz_full`]: '2-5\n',
  [`${CPU}/smt/active`]: '0\n',
  [`${CPU}/cpu0/cpufreq/scaling_governor`]: 'performance\n',
  [`${CPU}/cpu1/cpufreq/scaling_governor`]: 'performance\n',
  [`${CPU}/cpufreq/boost`]: '1\n',
  [`${CLOCK}/current_clocksource`]: 'tsc\n',
  [`${CLOCK}/available_clocksource`]: 'tsc hpet acpi_pm \n',
  '/sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
  '/sys/fs/cgroup/system.slice/bookcast.service/cpu.max': 'max 100000\n',
  '/sys/fs/cgroup/system.slice/bookcast.service/memory.max': 'max\n',
  '/dev/shm/here': '',
};

const GOOD_PROCESS: ProcessFacts = {
  platform: 'linux',
  arch: 'x64',
  nodeVersion: 'v20.20.0',
  glibcVersion: '2.36',
};

const quick = async () => ({ count: 100, p50Ns: 20_000, p99Ns: 60_000, maxNs: 400_000 });

const GOOD_PROBES: HostProbes = {
  hiccups: quick,
  wakeUps: quick,
  loadWebSocketLibrary: async () => undefined,
  allocateShared: () => {},
};

export interface HostChange {
  /** undefined: the file is not there. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  /** No files but these. */
  readonly onlyFiles?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Not checked against the cores of the real host, as loading is. */
  readonly threads?: Partial<BookcastConfig['threads']>;
  readonly process?: Partial<ProcessFacts>;
  readonly probes?: Partial<HostProbes>;
}

/** @returns the results by id. */
export async function examine(change: HostChange = {}): Promise<Map<string, CheckResult>> {
  const root = mkdtempSync(join(tmpdir(), 'bookcast-host-'));
  try {
    const files = change.onlyFiles ?? { ...GOOD_FILES, ...change.files };
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { config } = loadConfig({ env: {}, preset: change.config ?? {} });
    const results = await examineHost({
      files: new HostFiles(root),
      config: { ...config, threads: { ...config.threads, laneCores: '2', ...change.threads } },
      process: { ...GOOD_PROCESS, ...change.process },
      probes: { ...GOOD_PROBES, ...change.probes },
    });
    return new Map(results.map((result) => [result.id, result]));
  } finally {
    rmSync(root, { recursive: true });
  }
}
