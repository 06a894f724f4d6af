/** Check: what the kernel holds back on purpose. Cold. */
import { advice, ok, type Check } from '../check.js';

const SETTINGS = [
  { name: 'tcp_autocorking', wanted: 0 },
  { name: 'tcp_slow_start_after_idle', wanted: 0 },
];

export const tcpDelaysCheck: Check = {
  id: 'tcp-delays',
  title: 'TCP delays',
  why: 'Autocorking holds small writes back behind earlier ones; after a quiet second a connection starts slowly again.',
  run({ files }) {
    const values = SETTINGS.map((setting) => ({
      ...setting,
      value: files.number(`/proc/sys/net/ipv4/${setting.name}`),
    }));
    const found = values.map(({ name, value }) => `${name} ${value}`).join(', ');
    const wrong = values.filter(({ value, wanted }) => value !== wanted);
    if (wrong.length === 0) return ok(found);
    return advice(
      found,
      `sysctl -w ${wrong.map(({ name, wanted }) => `net.ipv4.${name}=${wanted}`).join(' ')}`,
    );
  },
};
