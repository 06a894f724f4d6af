/** The script's end of one connection: writes bytes, and knows the bytes that came. */
import type { Socket } from 'node:net';

const DEADLINE_MS = 5_000;

export const readable = (bytes: string): string => bytes.replaceAll('\x01', '|');

/** A write for each message, for each byte, or for all messages up to where the script listens. */
export type Pace = 'messages' | 'bytes' | 'joined';

export class ScriptLine {
  private came = '';
  private held = '';
  private isEnded = false;
  private wake: (() => void)[] = [];

  constructor(
    readonly socket: Socket,
    private readonly pace: Pace,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      this.came += bytes.toString('latin1');
      this.tell();
    });
    socket.on('error', () => {});
    for (const event of ['end', 'close'])
      socket.on(event, () => {
        this.isEnded = true;
        this.tell();
      });
  }

  async say(bytes: string): Promise<void> {
    if (this.pace === 'joined') {
      this.held += bytes;
      return;
    }
    if (this.pace === 'messages') {
      this.socket.write(bytes, 'latin1');
      return;
    }
    for (const byte of bytes) {
      this.socket.write(byte, 'latin1');
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What was held back goes out. */
  flush(): void {
    if (this.held !== '') this.socket.write(this.held, 'latin1');
    this.held = '';
  }

  /** The next message, up to the end of its CheckSum. */
  async next(): Promise<string> {
    let end = -1;
    await this.until('a message', () => {
      const match = /\x0110=[^\x01]*\x01/.exec(this.came);
      end = match === null ? -1 : match.index + match[0].length;
      return end > 0 || this.isEnded;
    });
    if (end < 0) throw new Error(`the connection was closed after "${readable(this.came)}"`);
    const message = this.came.slice(0, end);
    this.came = this.came.slice(end);
    return message;
  }

  /** Waits for the end. @returns what came before it and was not looked at. */
  async ended(): Promise<string> {
    await this.until('the end of the connection', () => this.isEnded);
    return this.came;
  }

  /** What came and was not looked at. */
  get rest(): string {
    return this.came;
  }

  private tell(): void {
    for (const resolve of this.wake.splice(0)) resolve();
  }

  private async until(what: string, isThere: () => boolean): Promise<void> {
    await waitFor(
      what,
      isThere,
      (resolve) => this.wake.push(resolve),
      () => this.came,
    );
  }
}

/** Asks again whenever something happens; fails, saying what was awaited, where nothing does. */
export async function waitFor(
  what: string,
  isThere: () => boolean,
  onChange: (resolve: () => void) => void,
  state: () => string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not come; there is "${readable(state())}"`)),
      DEADLINE_MS,
    );
  });
  try {
    while (!isThere())
      await Promise.race([new Promise<void>((resolve) => onChange(resolve)), late]);
  } finally {
    clearTimeout(timer);
  }
}
