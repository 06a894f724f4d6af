/** Check: the WebSocket library's native binary loads. Cold. */
import { ok, problem, type Check } from '../check.js';

export const webSocketLibraryCheck: Check = {
  id: 'websocket-library',
  title: 'uWebSockets.js',
  why: 'Without it no gateway starts.',
  async run({ probes }) {
    try {
      await probes.loadWebSocketLibrary();
      return ok('its binary loads');
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
      return problem(reason, 'Run npm ci on this host, with this version of Node.');
    }
  },
};
