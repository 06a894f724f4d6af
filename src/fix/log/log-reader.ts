/**
 * The lines of a log, one after the other → its messages. Owns what a message has of the line in hand: a Text with line breaks makes
 * several lines of one message. Cold, any thread.
 */
import { messagesIn, type LoggedMessage } from './log-line.js';

/** A message that goes on over more lines than these is none. */
const LINES_MAX = 100;

export interface FoundMessage {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly prefix: string;
  /** SOH behind each field. */
  readonly text: string;
}

interface Line {
  readonly text: string;
  readonly number: number;
}

export class LogReader {
  /** Lines in which no message stands. */
  linesWithout = 0;

  private lineNumber = 0;
  /** From the line on in which a message began that is not whole yet. */
  private waiting: Line[] = [];

  constructor(private readonly found: (message: FoundMessage) => void) {}

  push(text: string): void {
    this.add({ text, number: ++this.lineNumber });
  }

  /** No more lines come. */
  end(): void {
    while (this.waiting.length > 0) this.giveUp();
  }

  private add(line: Line): void {
    this.waiting.push(line);
    const first = this.waiting[0]!;
    const messages = messagesIn(this.waiting.map(({ text }) => text).join('\n'));
    const isWhole = (messages.at(-1)?.missing ?? 0) === 0;
    if (!isWhole && this.waiting.length < LINES_MAX) return;
    const isOne = isWhole && messages.length === messagesIn(first.text).length;
    if (this.waiting.length > 1 && !isOne) return this.giveUp();
    this.waiting = [];
    this.tell(first.number, messages);
  }

  /** What was taken for one message is none: its first line stands for itself, the others are looked at anew. */
  private giveUp(): void {
    const [first, ...others] = this.waiting;
    this.waiting = [];
    this.tell(first!.number, messagesIn(first!.text));
    for (const line of others) this.add(line);
  }

  private tell(line: number, messages: readonly LoggedMessage[]): void {
    if (messages.length === 0) this.linesWithout++;
    for (const { prefix, text } of messages) this.found({ line, prefix: prefix.trim(), text });
  }
}
