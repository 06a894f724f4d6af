/** Check: how much of a burst the kernel takes off a gateway. Cold. */
import { advice, ok, type Check } from '../check.js';
import { HostUnknown } from '../host-unknown.js';

const BYTES_MIN = 1024 * 1024;
const FIX_BYTES = 4 * 1024 * 1024;

export const tcpBuffersCheck: Check = {
  id: 'tcp-buffers',
  title: 'TCP buffers',
  why: "A burst or an image that outgrows a socket's buffer waits for another turn of the gateway.",
  run({ files }) {
    const limits = ['tcp_wmem', 'tcp_rmem'].map((name) => {
      // Least, default and most of the automatic size.
      const most = files.text(`/proc/sys/net/ipv4/${name}`).split(/\s+/)[2];
      if (most === undefined) throw new HostUnknown(`/proc/sys/net/ipv4/${name} does not say`);
      return { name, most: Number(most) };
    });
    // The limits for sockets that set their size themselves; containers do not see them.
    const set = ['wmem_max', 'rmem_max'].map(
      (name) => `${name} ${files.textIfAny(`/proc/sys/net/core/${name}`) ?? 'not visible'}`,
    );
    const found = `${limits.map(({ name, most }) => `${name} to ${most}`).join(', ')} bytes; ${set.join(', ')}`;
    const small = limits.filter(({ most }) => most < BYTES_MIN);
    if (small.length === 0) return ok(found);
    const settings = small.map(({ name }) => `net.ipv4.${name}="4096 131072 ${FIX_BYTES}"`);
    return advice(found, `sysctl -w ${settings.join(' ')}`);
  },
};
