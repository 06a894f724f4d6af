/**
 * Asking again for what a server once granted and now refuses: after a restart it learns its instruments
 * anew. Owns the waits until then, which end with their connection.
 */
import { backOffMs, type BackOffOptions } from './back-off.js';

/** The bound of a wait is eight times that of a first reconnect, and doubles with each that waits already. */
const FIRST_ATTEMPT = 3;

export class SubscribeRetries {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(
    private readonly backOff: BackOffOptions,
    private readonly random: () => number,
  ) {}

  /** @param ask sends the request once more, if it is still wanted. */
  schedule(ask: () => void): void {
    const waitMs = backOffMs(this.backOff, this.timers.size + FIRST_ATTEMPT, this.random);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      ask();
    }, waitMs);
    this.timers.add(timer);
  }

  /** The connection is over: the next one asks for everything anyway. */
  clear(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
