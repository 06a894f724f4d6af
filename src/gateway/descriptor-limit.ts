/**
 * How many sockets this process may still open. At the limit of file descriptors the kernel refuses
 * accept() and the event loop spins on it: so connections are refused before. Cold.
 */
import { readFileSync, readdirSync } from 'node:fs';

const USABLE_SHARE = 0.9;
const LIMIT_LINE = /^Max open files\s+(\d+|unlimited)/m;

/** @returns connections for which there are descriptors; Infinity where the platform does not say. */
export function descriptorsForClients(): number {
  try {
    const limit = LIMIT_LINE.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    if (limit === undefined || limit === 'unlimited') return Infinity;
    const openCount = readdirSync('/proc/self/fd').length;
    return Math.floor(Number(limit) * USABLE_SHARE) - openCount;
  } catch {
    // No procfs here (macOS, Windows): the limit of connections alone has to do.
    return Infinity;
  }
}
