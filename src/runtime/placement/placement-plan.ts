/**
 * Who runs where: the settings `threads.*` as one placement per thread. Owns what the supervisor
 * finds out beforehand, so that a refusal is told once and not by every thread. Supervisor.
 */
import { allowedCores, coreListText, parseCoreList } from '../../config/core-list.js';
import type { BookcastConfig } from '../../config/schema.js';
import type * as KernelCalls from './kernel-calls.js';
import type { RunLog } from '../run-log.js';
import { errorName, type ThreadPlacement } from './thread-placement.js';

type ThreadSettings = BookcastConfig['threads'];
type Kernel = typeof KernelCalls;

export class PlacementPlan {
  private readonly allowed = allowedCores() ?? [];
  private readonly supervisorCores: readonly number[];
  private kernel: Kernel | undefined;
  private mayPin = true;
  private mayBeRealtime = true;
  private maySlice = true;

  constructor(
    private readonly settings: ThreadSettings,
    private readonly log: RunLog,
  ) {
    this.supervisorCores = parseCoreList(settings.supervisorCores) ?? [];
  }

  /** Tries what the threads will need, and takes the supervisor's own cores. Before any thread starts. */
  async settle(): Promise<void> {
    const { settings, log } = this;
    const wantsCores = Object.entries(settings).some(
      ([key, value]) => key.endsWith('Cores') && value !== '',
    );
    if (!wantsCores && settings.realtimePriority === 0 && settings.sliceUs === 0) return;
    try {
      this.kernel = await import('./kernel-calls.js');
    } catch (error) {
      this.mayPin = this.mayBeRealtime = this.maySlice = false;
      log.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'threads are placed on Linux with glibc only; threads.* cores, priority and slice are not used',
      );
      return;
    }
    if (wantsCores) this.tryCores(this.kernel);
    if (settings.realtimePriority > 0) this.tryRealtime(this.kernel);
  }

  feed(index: number, count: number): ThreadPlacement {
    return this.placement('feed', index, count);
  }

  lane(index: number, count: number): ThreadPlacement {
    return this.placement('lane', index, count);
  }

  gateway(index: number, count: number): ThreadPlacement {
    return this.placement('gateway', index, count);
  }

  /** The main thread may belong to a program of somebody else: it gets its cores back. */
  restore(): void {
    if (this.supervisorCores.length > 0 && this.mayPin) this.kernel?.runOnCores(this.allowed);
  }

  private tryCores(kernel: Kernel): void {
    const cores = this.supervisorCores.length > 0 ? this.supervisorCores : this.allowed;
    const error = kernel.runOnCores(cores);
    if (error === 0) return;
    this.mayPin = false;
    this.log.warn(
      { cores: coreListText(cores), error: errorName(error) },
      'the kernel refuses to bind threads to cores; threads.*Cores are not used',
    );
  }

  private tryRealtime(kernel: Kernel): void {
    const { realtimePriority } = this.settings;
    const error = kernel.runRealtime(realtimePriority);
    if (error === 0) {
      kernel.runRealtime(0);
      return;
    }
    this.mayBeRealtime = false;
    this.log.warn(
      { 'threads.realtimePriority': realtimePriority, error: errorName(error) },
      `the kernel refuses SCHED_FIFO, threads run without it: grant CAP_SYS_NICE (docker --cap-add=SYS_NICE, systemd AmbientCapabilities=CAP_SYS_NICE) or ulimit -r ${realtimePriority}`,
    );
  }

  private placement(
    kind: 'feed' | 'lane' | 'gateway',
    index: number,
    count: number,
  ): ThreadPlacement {
    const named = parseCoreList(this.settings[`${kind}Cores`]) ?? [];
    // A new thread inherits the supervisor's cores, which were not meant for it.
    const inherited = this.supervisorCores.length > 0 ? this.allowed : [];
    const cores = named.length > 0 ? dealtOut(named, index, count) : inherited;
    return {
      name: `bc-${kind}${index}`,
      cores: this.mayPin ? cores : [],
      realtimePriority: this.mayBeRealtime ? this.settings.realtimePriority : 0,
      sliceUs: this.maySlice ? this.settings.sliceUs : 0,
    };
  }
}

/** Thread `index` of `count` gets every count-th core; with too few cores threads share them. */
function dealtOut(cores: readonly number[], index: number, count: number): readonly number[] {
  if (cores.length < count) return [cores[index % cores.length]!];
  return cores.filter((_, at) => at % count === index);
}
