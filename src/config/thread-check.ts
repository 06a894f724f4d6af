/**
 * What this host does not allow of the settings of threads. Owns the rules that need the host's
 * cores; must never change a value. Cold.
 */
import { coreListText, parseCoreList } from './core-list.js';
import type { BookcastConfig } from './schema.js';
import { feedCountOf } from './source-text.js';

export interface ThreadProblem {
  readonly key: string;
  readonly value: unknown;
  readonly message: string;
}

const KINDS = ['feed', 'lane', 'gateway', 'supervisor'] as const;
export type ThreadKind = (typeof KINDS)[number];

const coresKey = (kind: ThreadKind): `${ThreadKind}Cores` => `${kind}Cores`;

/**
 * @param allowed cores of this process; undefined where the host does not say: nothing is checked.
 * @param isolated cores that only threads get which name them.
 */
export function threadProblems(
  config: BookcastConfig,
  allowed: readonly number[] | undefined,
  isolated: readonly number[],
): ThreadProblem[] {
  if (allowed === undefined) return [];
  const nameable = [...new Set([...allowed, ...isolated])].sort((a, b) => a - b);
  const problems = KINDS.flatMap((kind) => foreignCores(config, kind, nameable));
  return problems.length > 0 ? problems : starvation(config, allowed);
}

function foreignCores(
  config: BookcastConfig,
  kind: ThreadKind,
  allowed: readonly number[],
): ThreadProblem[] {
  const value = config.threads[coresKey(kind)];
  const foreign = (parseCoreList(value) ?? []).filter((core) => !allowed.includes(core));
  if (foreign.length === 0) return [];
  const message = `core ${coreListText(foreign)} is not there or not allowed to this process; allowed are ${coreListText(allowed)}`;
  return [{ key: `threads.${coresKey(kind)}`, value, message }];
}

/** A real-time thread that never sleeps keeps its core for good: everybody else needs another one. */
function starvation(config: BookcastConfig, allowed: readonly number[]): ThreadProblem[] {
  const { realtimePriority } = config.threads;
  if (realtimePriority === 0 || config.wait.strategy !== 'spin') return [];
  const wishes = wishedCores(config, allowed);
  if (haveACoreEach(wishes)) return [];
  const message = `lanes that spin (wait.strategy) at a real-time priority starve the rest: ${wishes.length} threads cannot have a core each among ${coreListText(allowed)}; choose spin-then-park, priority 0, or other cores`;
  return [{ key: 'threads.realtimePriority', value: realtimePriority, message }];
}

/** For every thread of the run, the cores that it may have. */
function wishedCores(config: BookcastConfig, allowed: readonly number[]): (readonly number[])[] {
  const counts = {
    feed: feedCountOf(config.sources),
    lane: config.lanes,
    gateway: config.gateways,
    supervisor: 1,
  };
  return KINDS.flatMap((kind) => {
    const named = parseCoreList(config.threads[coresKey(kind)]) ?? [];
    const cores = named.length > 0 ? named : allowed;
    return Array.from({ length: counts[kind] }, () => cores);
  });
}

/** Whether everybody can get one of its wishes to itself: bipartite matching by augmenting paths. */
function haveACoreEach(wishes: readonly (readonly number[])[]): boolean {
  const ownerOf = new Map<number, number>();
  const settle = (thread: number, tried: Set<number>): boolean =>
    wishes[thread]!.some((core) => {
      if (tried.has(core)) return false;
      tried.add(core);
      const owner = ownerOf.get(core);
      if (owner !== undefined && !settle(owner, tried)) return false;
      ownerOf.set(core, thread);
      return true;
    });
  return wishes.every((_, thread) => settle(thread, new Set()));
}
