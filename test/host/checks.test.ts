import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/host/check.js';
import { examine, GOOD_FILES, type HostChange } from './fake-host.js';

const CPU = '/sys/devices/system/cpu';
const CLOCK = '/sys/devices/system/clocksource/clocksource0/current_clocksource';
const CLOCKS = '/sys/devices/system/clocksource/clocksource0/available_clocksource';
const STATUS = '/proc/self/status';
const LIMITS = '/proc/self/limits';
const SWAPS = '/proc/swaps';
const CGROUP = '/proc/self/cgroup';
const GROUP = '/sys/fs/cgroup/system.slice/bookcast.service';
const NICE = 'CapEff:\t0000000000800000';
const limits = (descriptors: string, priority: string): string =>
  `Max open files            ${descriptors}               ${descriptors}              files\n` +
  `Max realtime priority     ${priority}                   ${priority}\n`;
const status = (cores: string, capabilities = NICE): string =>
  `${capabilities}\nCpus_allowed_list:\t${cores}\n`;
const file = (path: string, text: string | undefined): HostChange => ({ files: { [path]: text } });
const spread = (p50Us: number, p99Us: number, maxUs: number) => async () => ({
  count: 100,
  p50Ns: p50Us * 1e3,
  p99Ns: p99Us * 1e3,
  maxNs: maxUs * 1e3,
});

type Case = readonly [
  id: string,
  what: string,
  change: HostChange,
  status: CheckResult['status'],
  found: RegExp,
  fix?: RegExp,
];

const CASES: readonly Case[] = [
  [
    'platform',
    'macOS',
    { process: { platform: 'darwin', arch: 'arm64' } },
    'problem',
    /darwin arm64/,
    /Linux/,
  ],
  [
    'kernel',
    'an old one',
    file('/proc/sys/kernel/osrelease', '4.18.0-553\n'),
    'advice',
    /4\.18/,
    /Linux 5/,
  ],
  [
    'kernel',
    'no procfs',
    file('/proc/sys/kernel/osrelease', undefined),
    'unknown',
    /osrelease is not there/,
  ],
  ['glibc', 'musl', { process: { glibcVersion: undefined } }, 'problem', /no glibc/, /not Alpine/],
  ['glibc', 'an old one', { process: { glibcVersion: '2.17' } }, 'problem', /2\.17/, /2\.27/],
  ['glibc', 'the oldest good one', { process: { glibcVersion: '2.27' } }, 'ok', /2\.27/],
  [
    'node',
    'an old 20',
    { process: { nodeVersion: 'v20.11.1' } },
    'problem',
    /v20\.11\.1/,
    /20\.19/,
  ],
  ['node', 'a newer one', { process: { nodeVersion: 'v24.1.0' } }, 'problem', /v24/, /or 22/],
  ['node', '22', { process: { nodeVersion: 'v22.1.0' } }, 'ok', /v22/],
  [
    'websocket-library',
    'a binary for something else',
    {
      probes: { loadWebSocketLibrary: () => Promise.reject(new Error('invalid ELF header\nat …')) },
    },
    'problem',
    /^invalid ELF header$/,
    /npm ci/,
  ],
  ['cores', 'two', file(STATUS, status('0-1')), 'advice', /2 usable, 3 busy threads/, /4 cores/],
  [
    'cores',
    'many lanes',
    { config: { lanes: 6 } },
    'advice',
    /8 usable, 8 busy.*lanes 6/,
    /9 cores/,
  ],
  [
    'cores',
    'as many spinning lanes as cores',
    { config: { lanes: 8, 'wait.strategy': 'spin' } },
    'problem',
    /8 usable/,
    /spin-then-park/,
  ],
  [
    'cores',
    'a status without cores',
    file(STATUS, 'Name:\tnode\n'),
    'unknown',
    /status does not say/,
  ],
  [
    'cores',
    'a list that is none',
    file(STATUS, status('ff')),
    'unknown',
    /list of cores that is none: ff/,
  ],
  ['affinity', 'pinned to enough', file(STATUS, status('2-5')), 'ok', /cores 2-5 of 0-7/],
  ['affinity', 'pinned to one', file(STATUS, status('3')), 'advice', /cores 3 of 0-7/, /taskset/],
  ['affinity', 'online unknown', file(`${CPU}/online`, undefined), 'ok', /^cores 0-7$/],
  [
    'isolated-cores',
    'none, with cores to spare',
    file(`${CPU}/isolated`, '\n'),
    'advice',
    /isolated none/,
    /isolcpus=5-7 nohz_full=5-7/,
  ],
  [
    'isolated-cores',
    'none, and too few to spare',
    { files: { [`${CPU}/isolated`]: '\n', [STATUS]: status('0-1') } },
    'ok',
    /too few cores/,
  ],
  [
    'isolated-cores',
    'nohz_full as the kernel writes none',
    file(`${CPU}/nohz_full`, '  (null)\n'),
    'ok',
    /nohz_full none/,
  ],
  [
    'isolated-cores',
    'isolated for nobody',
    { threads: { laneCores: '' } },
    'advice',
    /isolated 2-5.*no thread is sent there/,
    /threads\.feedCores.*nothing else brings a thread onto 2-5/,
  ],
  [
    'isolated-cores',
    'no sysfs',
    file(`${CPU}/isolated`, undefined),
    'unknown',
    /isolated is not there/,
  ],
  [
    'irqbalance',
    'running',
    file('/proc/812/comm', 'irqbalance\n'),
    'advice',
    /^running/,
    /systemctl disable/,
  ],
  ['smt', 'on', file(`${CPU}/smt/active`, '1\n'), 'advice', /^on$/, /smt\/control/],
  [
    'smt',
    'another architecture',
    file(`${CPU}/smt/active`, undefined),
    'unknown',
    /smt\/active is not there/,
  ],
  ['smt', 'nonsense', file(`${CPU}/smt/active`, 'maybe\n'), 'unknown', /is no number: maybe/],
  [
    'governor',
    'one core saves power',
    file(`${CPU}/cpu1/cpufreq/scaling_governor`, 'powersave\n'),
    'advice',
    /performance on 1 cores, powersave on 1 cores/,
    /cpupower/,
  ],
  [
    'governor',
    'a virtual machine',
    {
      files: {
        [`${CPU}/cpu0/cpufreq/scaling_governor`]: undefined,
        [`${CPU}/cpu1/cpufreq/scaling_governor`]: undefined,
      },
    },
    'unknown',
    /no cpufreq/,
  ],
  [
    'clock-source',
    'the high precision event timer',
    file(CLOCK, 'hpet\n'),
    'problem',
    /hpet/,
    /echo tsc/,
  ],
  [
    'clock-source',
    'one that is lost',
    { files: { [CLOCK]: 'acpi_pm\n', [CLOCKS]: 'acpi_pm \n' } },
    'problem',
    /acpi_pm/,
    /tsc=reliable/,
  ],
  [
    'clock-source',
    'the hypervisor’s, beside tsc',
    file(CLOCK, 'kvm-clock\n'),
    'advice',
    /tsc is available/,
    /echo tsc/,
  ],
  [
    'clock-source',
    'the hypervisor’s alone',
    { files: { [CLOCK]: 'kvm-clock\n', [CLOCKS]: 'kvm-clock\n' } },
    'ok',
    /kvm-clock/,
  ],
  [
    'huge-pages',
    'always',
    file('/sys/kernel/mm/transparent_hugepage/enabled', '[always] madvise never\n'),
    'advice',
    /always/,
    /echo madvise/,
  ],
  [
    'huge-pages',
    'text of another shape',
    file('/sys/kernel/mm/transparent_hugepage/enabled', 'yes\n'),
    'unknown',
    /does not say/,
  ],
  [
    'swap',
    'some, eagerly used',
    file(SWAPS, 'F T S U P\n/dev/sda2 partition 2097152 0 -2\n'),
    'advice',
    /0 MiB of 2048 MiB in use, vm.swappiness 60/,
    /swapoff/,
  ],
  [
    'swap',
    'some, hardly used',
    {
      files: {
        [SWAPS]: 'F T S U P\n/swap file 1048576 10240 -2\n',
        '/proc/sys/vm/swappiness': '1\n',
      },
    },
    'ok',
    /10 MiB of 1024 MiB/,
  ],
  [
    'swap',
    'nearly full',
    file(SWAPS, 'F T S U P\n/a file 1024 1000 -2\n/b file 1024 900 -3\n'),
    'problem',
    /2 MiB of 2 MiB/,
    /too little/,
  ],
  [
    'cpu-quota',
    'more than the threads, never throttled',
    file(`${GROUP}/cpu.max`, '400000 100000\n'),
    'advice',
    /4\.00 cores/,
    /--cpuset-cpus/,
  ],
  [
    'cpu-quota',
    'less than the threads',
    file(`${GROUP}/cpu.max`, '150000 100000\n'),
    'problem',
    /1\.50 cores/,
    /--cpus/,
  ],
  [
    'cpu-quota',
    'enough but throttled',
    {
      files: {
        [`${GROUP}/cpu.max`]: '400000 100000\n',
        [`${GROUP}/cpu.stat`]: 'usage_usec 5\nnr_throttled 17\n',
      },
    },
    'problem',
    /stopped 17 times/,
  ],
  [
    'cpu-quota',
    'of an ancestor',
    file('/sys/fs/cgroup/system.slice/cpu.max', '100000 100000\n'),
    'problem',
    /1\.00 cores/,
  ],
  [
    'cpu-quota',
    'version 1',
    {
      files: {
        [CGROUP]: '4:memory:/box\n2:cpu,cpuacct:/box\n0::/\n',
        '/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us': '50000\n',
        '/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us': '100000\n',
      },
    },
    'problem',
    /0\.500 cores/,
  ],
  [
    'cpu-quota',
    'version 1 in a container that sees its own group as the root',
    {
      files: {
        [CGROUP]: '2:cpu,cpuacct:/docker/2f1e\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '250000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
    },
    'problem',
    /2\.50 cores/,
  ],
  [
    'cpu-quota',
    'version 1 without one',
    {
      files: {
        [CGROUP]: '1:cpu:/\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
    },
    'ok',
    /none/,
  ],
  ['cpu-quota', 'no control groups', file(CGROUP, undefined), 'unknown', /cgroup is not there/],
  [
    'cpu-quota',
    'no such controller',
    file(CGROUP, '4:memory:/\n'),
    'unknown',
    /names no cpu controller/,
  ],
  [
    'memory',
    'a limit below what is wanted',
    file(`${GROUP}/memory.max`, '268435456\n'),
    'problem',
    /limit 256 MiB/,
    /rings\.frameBytes/,
  ],
  [
    'memory',
    'a limit a little above',
    file(`${GROUP}/memory.max`, '500000000\n'),
    'advice',
    /limit 477 MiB/,
  ],
  [
    'memory',
    'version 1 without a limit',
    {
      files: {
        [CGROUP]: '4:memory:/\n',
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      },
    },
    'ok',
    /limit none/,
  ],
  [
    'memory',
    'hardly any left',
    file('/proc/meminfo', 'MemAvailable:   102400 kB\n'),
    'problem',
    /100 MiB available/,
  ],
  ['memory', 'no control groups', file(CGROUP, undefined), 'ok', /limit none, 22\.9 GiB available/],
  [
    'memory',
    'large rings',
    { config: { 'rings.frameBytes': 1_073_741_824, lanes: 30 } },
    'problem',
    /30\.3 GiB wanted/,
  ],
  [
    'shared-memory',
    'not to be had',
    {
      probes: {
        allocateShared() {
          throw new RangeError('Array buffer allocation failed');
        },
      },
    },
    'problem',
    /25 MiB cannot be allocated/,
    /ulimit -v/,
  ],
  [
    'shared-memory',
    'without /dev/shm',
    file('/dev/shm/here', undefined),
    'ok',
    /^25 MiB allocated$/,
  ],
  [
    'virtualization',
    'a quiet virtual machine',
    file('/proc/cpuinfo', 'flags\t\t: fpu hypervisor lahf_lm\n'),
    'ok',
    /virtual machine; steal 0\.00 %/,
  ],
  [
    'virtualization',
    'some steal',
    file('/proc/stat', 'cpu  1000 0 500 98000 10 0 5 1000 0 0\n'),
    'advice',
    /steal 0\.99 %/,
    /cores of its own/,
  ],
  [
    'virtualization',
    'much steal',
    file('/proc/stat', 'cpu  1000 0 500 90000 10 0 5 9000 0 0\n'),
    'problem',
    /steal 8\.95 %/,
  ],
  ['virtualization', 'a container by its marker', file('/.dockerenv', ''), 'ok', /, container;/],
  [
    'virtualization',
    'a container by podman’s',
    file('/run/.containerenv', ''),
    'ok',
    /, container;/,
  ],
  [
    'virtualization',
    'a container by its group',
    file('/proc/1/cgroup', '1:cpu:/kubepods/pod1\n'),
    'ok',
    /, container;/,
  ],
  ['virtualization', 'no procfs', file('/proc/stat', undefined), 'unknown', /stat is not there/],
  [
    'descriptors',
    'the usual 1024',
    file(LIMITS, limits('1024', '0')),
    'problem',
    /soft 1024, hard 1024; 11183 wanted for 10000 clients/,
    /LimitNOFILE=11183.*connectionLimit to 857/,
  ],
  [
    'descriptors',
    'two gateways',
    { config: { gateways: 16, 'gateway.connectionLimit': 100_000 } },
    'problem',
    /1777849 wanted for 1600000 clients/,
    /connectionLimit to 58978/,
  ],
  ['descriptors', 'no limit', file(LIMITS, limits('unlimited', '0')), 'ok', /soft unlimited/],
  [
    'descriptors',
    'a table of something else',
    file(LIMITS, 'nothing\n'),
    'unknown',
    /limits does not say/,
  ],
  [
    'tcp-backlog',
    'short',
    file('/proc/sys/net/core/somaxconn', '128\n'),
    'advice',
    /somaxconn 128/,
    /^sysctl -w net\.core\.somaxconn=4096$/,
  ],
  [
    'tcp-backlog',
    'both short',
    {
      files: {
        '/proc/sys/net/core/somaxconn': '128\n',
        '/proc/sys/net/ipv4/tcp_max_syn_backlog': '512\n',
      },
    },
    'advice',
    /512/,
    /somaxconn=4096 net\.ipv4\.tcp_max_syn_backlog=4096$/,
  ],
  [
    'tcp-buffers',
    'small',
    file('/proc/sys/net/ipv4/tcp_wmem', '4096 16384 262144\n'),
    'advice',
    /tcp_wmem to 262144/,
    /net\.ipv4\.tcp_wmem="4096 131072 4194304"/,
  ],
  [
    'tcp-buffers',
    'limits that a container hides',
    file('/proc/sys/net/core/wmem_max', undefined),
    'ok',
    /wmem_max not visible/,
  ],
  [
    'tcp-buffers',
    'a line that is cut',
    file('/proc/sys/net/ipv4/tcp_rmem', '4096\n'),
    'unknown',
    /tcp_rmem does not say/,
  ],
  [
    'tcp-delays',
    'as the kernel comes',
    file('/proc/sys/net/ipv4/tcp_autocorking', '1\n'),
    'advice',
    /autocorking 1/,
    /^sysctl -w net\.ipv4\.tcp_autocorking=0$/,
  ],
  [
    'qdisc',
    'one that shapes',
    file('/proc/sys/net/core/default_qdisc', 'tbf\n'),
    'advice',
    /tbf/,
    /default_qdisc=fq/,
  ],
  [
    'qdisc',
    'hidden from a container',
    file('/proc/sys/net/core/default_qdisc', undefined),
    'unknown',
    /is not there/,
  ],
  [
    'realtime',
    'not allowed, not wanted',
    {
      files: {
        [LIMITS]: limits('1048576', '0'),
        [STATUS]: status('0-7', 'CapEff:\t0000000000000000'),
      },
    },
    'advice',
    /ulimit -r 0, CAP_SYS_NICE no/,
    /cap-add=SYS_NICE/,
  ],
  [
    'realtime',
    'not allowed, but wanted',
    {
      files: {
        [LIMITS]: limits('1048576', '10'),
        [STATUS]: status('0-7', 'CapEff:\t0000000000000000'),
      },
      config: { 'threads.realtimePriority': 20 },
    },
    'problem',
    /threads\.realtimePriority 20/,
  ],
  [
    'realtime',
    'allowed by the limit alone',
    {
      files: {
        [LIMITS]: limits('1048576', 'unlimited'),
        [STATUS]: status('0-7', 'CapEff:\t0000000000000000'),
      },
      config: { 'threads.realtimePriority': 20 },
    },
    'ok',
    /ulimit -r unlimited/,
  ],
  [
    'realtime',
    'no time for it',
    file('/proc/sys/kernel/sched_rt_runtime_us', '0\n'),
    'problem',
    /sched_rt_runtime_us 0/,
    /950000/,
  ],
  [
    'realtime',
    'a table of something else',
    file(LIMITS, 'nothing\n'),
    'unknown',
    /limits does not say/,
  ],
  [
    'hiccups',
    'some',
    { probes: { hiccups: spread(60, 900, 3_000) } },
    'advice',
    /p99 900 µs, max 3\.0 ms/,
  ],
  [
    'hiccups',
    'a long one',
    { probes: { hiccups: spread(60, 100, 25_000) } },
    'problem',
    /max 25 ms/,
  ],
  ['hiccups', 'many', { probes: { hiccups: spread(60, 2_500, 3_000) } }, 'problem', /p99 2\.5 ms/],
  [
    'wake-up',
    'slow ones',
    { probes: { wakeUps: spread(150, 400, 900) } },
    'advice',
    /p50 150 µs/,
    /spin/,
  ],
  [
    'wake-up',
    'very slow ones',
    { probes: { wakeUps: spread(150, 12_000, 90_000) } },
    'problem',
    /p99 12 ms/,
  ],
];

describe('the checks of the host', () => {
  it('find nothing to say about a well set up machine', async () => {
    const results = [...(await examine()).values()];
    expect(results.filter((result) => result.status !== 'ok')).toEqual([]);
    expect(results.length).toBeGreaterThan(20);
  });

  for (const [id, what, change, wanted, found, fix] of CASES) {
    it(`${id}: ${what} → ${wanted}`, async () => {
      const result = (await examine(change)).get(id)!;
      expect({ id, status: result.status }).toEqual({ id, status: wanted });
      expect(result.found).toMatch(found);
      if (fix !== undefined) expect(result.fix).toMatch(fix);
      expect(result.fix === undefined).toBe(wanted === 'ok' || wanted === 'unknown');
    });
  }

  it('try every check with something wrong', async () => {
    const ids = [...(await examine()).keys()];
    expect(ids.filter((id) => !CASES.some(([tried]) => tried === id))).toEqual([]);
  });

  it('know nothing, and say why, where there are no files at all', async () => {
    const results = [...(await examine({ onlyFiles: {} })).values()];
    const fromFiles = results.filter((result) => result.status === 'unknown');
    expect(fromFiles.length).toBeGreaterThan(15);
    for (const { found } of fromFiles) expect(found).toMatch(/is not there|no cpufreq/);
  });

  it('know nothing, and say why, where every file is empty', async () => {
    const onlyFiles = Object.fromEntries(Object.keys(GOOD_FILES).map((path) => [path, '']));
    for (const result of (await examine({ onlyFiles })).values())
      expect(result.found, result.id).not.toMatch(/NaN|undefined/);
  });
});
