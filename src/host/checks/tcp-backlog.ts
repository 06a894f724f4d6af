/** Check: queues of connections that nobody has accepted yet. Cold. */
import { advice, ok, type Check } from '../check.js';

const LENGTH_MIN = 1024;

export const tcpBacklogCheck: Check = {
  id: 'tcp-backlog',
  title: 'TCP backlog',
  why: 'When all clients come back at once, what does not fit is dropped and tried again a second later.',
  run({ files }) {
    const accept = files.number('/proc/sys/net/core/somaxconn');
    const syn = files.number('/proc/sys/net/ipv4/tcp_max_syn_backlog');
    const found = `somaxconn ${accept}, tcp_max_syn_backlog ${syn}`;
    const wanted = [
      ...(accept < LENGTH_MIN ? [`net.core.somaxconn=${LENGTH_MIN * 4}`] : []),
      ...(syn < LENGTH_MIN ? [`net.ipv4.tcp_max_syn_backlog=${LENGTH_MIN * 4}`] : []),
    ];
    return wanted.length === 0 ? ok(found) : advice(found, `sysctl -w ${wanted.join(' ')}`);
  },
};
