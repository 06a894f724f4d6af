/** Check: the queue in front of a network card. Cold. */
import { advice, ok, type Check } from '../check.js';

const GOOD = ['fq', 'fq_codel', 'pfifo_fast', 'noqueue', 'mq'];

export const queueDisciplineCheck: Check = {
  id: 'qdisc',
  title: 'packet queue',
  why: 'Some queues shape or classify every packet; clients on loopback have none.',
  run({ files }) {
    const current = files.text('/proc/sys/net/core/default_qdisc');
    if (GOOD.includes(current)) return ok(current);
    return advice(
      current,
      'sysctl -w net.core.default_qdisc=fq (for interfaces that come up later)',
    );
  },
};
