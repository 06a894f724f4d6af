/** Check: Node's version, as package.json demands it. Cold. */
import { ok, problem, type Check } from '../check.js';

export const nodeVersionCheck: Check = {
  id: 'node',
  title: 'Node.js',
  why: 'Other versions are not tested, and the WebSocket library has no binary for most.',
  run({ process: { nodeVersion } }) {
    const [major = 0, minor = 0] = nodeVersion.slice(1).split('.').map(Number);
    const isSupported = (major === 20 && minor >= 19) || major === 21 || major === 22;
    return isSupported ? ok(nodeVersion) : problem(nodeVersion, 'Use Node 20.19 or later, or 22.');
  },
};
