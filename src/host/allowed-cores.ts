/** The cores that this process may use, by the kernel's account of it. Cold. */
import { parseCoreList } from '../config/core-list.js';
import { HostUnknown } from './host-unknown.js';
import type { HostFiles } from './host-files.js';

/** Cpuset and taskset count. @throws HostUnknown */
export function allowedCoresOf(files: HostFiles): readonly number[] {
  const text = files.match('/proc/self/status', /^Cpus_allowed_list:\s*(\S+)$/m);
  const cores = parseCoreList(text);
  if (cores === undefined || cores.length === 0)
    throw new HostUnknown(`/proc/self/status has a list of cores that is none: ${text}`);
  return cores;
}
