/** Check: file descriptors for as many clients as are allowed. Cold. */
import { ok, problem, type Check } from '../check.js';
import { HostUnknown } from '../host-unknown.js';

/** As the gateway refuses: connections stop at this share of the limit. */
const USABLE_SHARE = 0.9;
/** Files, timers and the runtime's own. */
const OTHER_DESCRIPTORS = 64;

export const descriptorsCheck: Check = {
  id: 'descriptors',
  title: 'file descriptors',
  why: 'Clients beyond 90 % of the limit are refused with 503.',
  run({ files, config }) {
    const row = /^Max open files\s+(\S+)\s+(\S+)/m.exec(files.text('/proc/self/limits'));
    if (row === null) throw new HostUnknown('/proc/self/limits does not say');
    const soft = row[1] === 'unlimited' ? Infinity : Number(row[1]);
    const clients = config.gateways * config.gateway.connectionLimit;
    const wanted = Math.ceil((clients + OTHER_DESCRIPTORS) / USABLE_SHARE);
    const found = `soft ${row[1]}, hard ${row[2]}; ${wanted} wanted for ${clients} clients`;
    if (soft >= wanted) return ok(found);
    const raise = `ulimit -n ${wanted} (systemd: LimitNOFILE=${wanted}; docker: --ulimit nofile=${wanted})`;
    return problem(
      found,
      `${raise}, or set gateway.connectionLimit to ${Math.max(1, Math.floor((soft * USABLE_SHARE - OTHER_DESCRIPTORS) / config.gateways))}.`,
    );
  },
};
