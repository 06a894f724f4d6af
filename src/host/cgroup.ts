/**
 * Where the limits of this process's control groups stand, version 1 and 2. Owns the way from
 * /proc/self/cgroup to folders; a limit of any ancestor counts, so there is one folder for each. Cold.
 */
import type { HostFiles } from './host-files.js';
import { HostUnknown } from './host-unknown.js';

type Controller = 'cpu' | 'memory';

export interface CgroupFolder {
  readonly version: 1 | 2;
  /** `/sys/fs/cgroup/system.slice` */
  readonly path: string;
}

const ROOT = '/sys/fs/cgroup';

/** `/a/b` → `/a/b`, `/a`, and the mount itself. */
function withAncestors(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return parts.map((_, i) => `/${parts.slice(0, parts.length - i).join('/')}`).concat('');
}

/** From the innermost outwards; those that are there. @throws HostUnknown where there are no control groups. */
export function cgroupFolders(files: HostFiles, controller: Controller): CgroupFolder[] {
  const lines = files.text('/proc/self/cgroup').split('\n');
  const folders = lines.flatMap((line): CgroupFolder[] => {
    const [, controllers = '', ...rest] = line.split(':');
    const path = rest.join(':');
    const isUnified = controllers === '';
    if (!isUnified && !controllers.split(',').includes(controller)) return [];
    const mounts = isUnified
      ? [ROOT, `${ROOT}/unified`]
      : [`${ROOT}/${controllers}`, `${ROOT}/${controller}`];
    return [...new Set(mounts)].flatMap((mount) =>
      withAncestors(path).map(
        (part) => ({ version: isUnified ? 2 : 1, path: mount + part }) as const,
      ),
    );
  });
  if (folders.length === 0)
    throw new HostUnknown(`/proc/self/cgroup names no ${controller} controller`);
  return folders;
}
