/** Check: the C library that the WebSocket library is linked against. Cold. */
import { ok, problem, type Check } from '../check.js';

const MINOR_MIN = 27;
const FIX = 'Use a distribution with glibc 2.27 or later (Debian, Ubuntu, RHEL 8), not Alpine.';

export const glibcCheck: Check = {
  id: 'glibc',
  title: 'C library',
  why: 'The WebSocket library does not load without glibc 2.27 or later.',
  run({ process: { glibcVersion } }) {
    if (glibcVersion === undefined) return problem('no glibc (musl?)', FIX);
    const [major = 0, minor = 0] = glibcVersion.split('.').map(Number);
    const isEnough = major > 2 || (major === 2 && minor >= MINOR_MIN);
    return isEnough ? ok(`glibc ${glibcVersion}`) : problem(`glibc ${glibcVersion}`, FIX);
  },
};
