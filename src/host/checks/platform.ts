/** Check: the platform that the binaries and the memory model are made for. Cold. */
import { ok, problem, type Check } from '../check.js';

export const platformCheck: Check = {
  id: 'platform',
  title: 'platform',
  why: 'The rings are proven on x86-64, and the WebSocket library has binaries for Linux.',
  run({ process: { platform, arch } }) {
    const found = `${platform} ${arch}`;
    return found === 'linux x64' ? ok(found) : problem(found, 'Run on Linux on x86-64.');
  },
};
