/** A peer that runs: its settings, store and journal in a folder of its own, commands to it, events from it; killed and started again with the same store. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JournalLine } from './sequence-proof.js';
import type { PeerProgram } from './peer-programs.js';
import { WAIT_MS_LIMIT } from './run-size.js';
import { settingsText, type PeerSettings } from './peer-settings.js';

export interface PeerBook {
  readonly symbol: string;
  readonly bids: readonly (readonly [price: string, quantity: string])[];
  readonly asks: readonly (readonly [price: string, quantity: string])[];
}

export interface PeerEvent {
  readonly event: string;
  readonly text?: string;
  readonly sent?: number;
  readonly symbols?: number;
  readonly images?: number;
  readonly refreshes?: number;
  readonly books?: readonly PeerBook[];
  readonly nextIn?: number;
  readonly nextOut?: number;
}

export class PeerProcess {
  /** All that it told, of every life. */
  readonly events: PeerEvent[] = [];
  private child: ChildProcessWithoutNullStreams | undefined;
  private ended: Promise<unknown> = Promise.resolve();
  private errors = '';
  private readonly checks = new Set<() => void>();

  constructor(
    private readonly program: PeerProgram,
    private readonly folder: string,
    private readonly settings: PeerSettings,
    private readonly args: readonly string[],
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Resolves when it listens or connects. @param changes of the settings, from now on. */
  async start(changes: Partial<PeerSettings> = {}): Promise<void> {
    Object.assign(this.settings, changes);
    const { program, folder } = this;
    const path = join(folder, 'settings.cfg');
    writeFileSync(path, settingsText(this.settings, folder, program.dictionaries));
    const args = [...program.args, path, this.journalPath, ...this.args];
    const child = spawn(program.command, args, { cwd: folder });
    this.child = child;
    this.ended = once(child, 'close').then(() => this.check());
    child.stderr.setEncoding('latin1').on('data', (text: string) => (this.errors += text));
    // A command to a peer that was killed meanwhile.
    child.stdin.on('error', () => {});
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.events.push(JSON.parse(line) as PeerEvent);
      this.check();
    });
    await this.next('started');
  }

  /** As many events have come as there were; what comes behind is asked for with `next`. */
  get position(): number {
    return this.events.length;
  }

  /** The first event of that name from `from` on, now or later. */
  async next(
    name: string,
    from = 0,
    isWanted: (event: PeerEvent) => boolean = () => true,
  ): Promise<PeerEvent> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        done();
        const last = this.events.slice(-12).map((event) => JSON.stringify(event).slice(0, 200));
        reject(
          new Error(
            `${this.program.name}: ${why} "${name}": ${last.join('\n')}\n${this.errors.slice(-2000)}`,
          ),
        );
      };
      const timer = setTimeout(() => fail('no'), WAIT_MS_LIMIT);
      const done = (): void => {
        clearTimeout(timer);
        this.checks.delete(look);
      };
      const look = (): void => {
        const found = this.events
          .slice(from)
          .find((event) => event.event === name && isWanted(event));
        if (found !== undefined) {
          done();
          resolve(found);
        } else if (child?.exitCode !== null || child.signalCode !== null) fail('ended before');
      };
      this.checks.add(look);
      look();
    });
  }

  command(line: string): void {
    this.child!.stdin.write(`${line}\n`);
  }

  /** Its answer to `books` or `numbers`. */
  async ask(what: 'books' | 'numbers'): Promise<Required<PeerEvent>> {
    const from = this.position;
    this.command(what);
    return (await this.next(what, from)) as Required<PeerEvent>;
  }

  /** Sends incremental refreshes; resolves once they are out. */
  async stream(count: number): Promise<void> {
    const from = this.position;
    this.command(`stream ${count}`);
    await this.next('idle', from);
  }

  /** Logs out and ends. */
  async stop(): Promise<void> {
    if (this.child === undefined) return;
    this.child.stdin.end('quit\n');
    const late = setTimeout(() => this.child!.kill('SIGKILL'), WAIT_MS_LIMIT);
    await this.ended;
    clearTimeout(late);
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  journal(): JournalLine[] {
    const lines = readFileSync(this.journalPath, 'latin1').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JournalLine);
  }

  private get journalPath(): string {
    return join(this.folder, 'journal.jsonl');
  }

  private check(): void {
    for (const look of [...this.checks]) look();
  }
}
