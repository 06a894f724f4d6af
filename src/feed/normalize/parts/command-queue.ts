/** Commands of a normalizer that wait to be taken, first in, first out. In a replay nobody takes them: bounded. */
import type { VenueCommand } from '../venue-normalizer.js';

/** Far more than a live feed ever leaves untaken; a replay of a capture reaches it and drops the oldest. */
const COMMAND_LIMIT = 10_000;

const NOTE_LENGTH_MAX = 300;

export class CommandQueue {
  private commands: VenueCommand[] = [];

  add(...commands: VenueCommand[]): void {
    this.commands.push(...commands);
    if (this.commands.length > COMMAND_LIMIT) {
      this.commands = this.commands.slice(-COMMAND_LIMIT / 2);
    }
  }

  /** To the operator's log; what a venue says is cut. */
  note(text: string): void {
    this.add({ kind: 'note', text: text.slice(0, NOTE_LENGTH_MAX) });
  }

  say(connection: string, text: string, notBeforeNs: number): void {
    this.add({ kind: 'send', connection, text, notBeforeNs });
  }

  take(): VenueCommand | undefined {
    return this.commands.shift();
  }
}
