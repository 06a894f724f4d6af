/**
 * Lists of processor cores as the kernel writes them (`2`, `2-3,6`). Owns their syntax and what this
 * process may use; must never choose cores for anybody. Cold.
 */
import { readFileSync } from 'node:fs';

/** Cores are numbered from 0 to here: what one affinity mask of the kernel's usual size holds. */
export const CORE_MAX = 1023;

const PART_PATTERN = /^(\d{1,4})(?:-(\d{1,4}))?$/;

/** @returns ascending core numbers without repeats; undefined for what is no list of cores. */
export function parseCoreList(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const cores = new Set<number>();
  for (const part of text.split(',')) {
    const match = PART_PATTERN.exec(part);
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first > last || last > CORE_MAX) return undefined;
    for (let core = first; core <= last; core++) cores.add(core);
  }
  return [...cores].sort((a, b) => a - b);
}

/** The shortest text for ascending cores: `0-3,6`. */
export function coreListText(cores: readonly number[]): string {
  const parts: string[] = [];
  for (let from = 0; from < cores.length;) {
    let to = from;
    while (cores[to + 1] === cores[to]! + 1) to++;
    parts.push(from === to ? `${cores[from]}` : `${cores[from]}-${cores[to]}`);
    from = to + 1;
  }
  return parts.join(',');
}

/** Cores that the kernel lets this process run on (cpuset and taskset count); undefined where it does not say. */
export function allowedCores(): readonly number[] | undefined {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return parseCoreList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '-');
  } catch {
    return undefined;
  }
}

/**
 * Cores that the kernel keeps out of every mask (isolcpus) until a thread asks for them by number,
 * which any thread may.
 */
export function isolatedCores(): readonly number[] {
  try {
    return parseCoreList(readFileSync('/sys/devices/system/cpu/isolated', 'utf8').trim()) ?? [];
  } catch {
    return [];
  }
}
