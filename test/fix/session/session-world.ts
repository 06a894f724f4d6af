/**
 * Two sessions and what lies between them: a line that cuts, damages and loses, processes that are killed before
 * and after a commit, time that passes; all by one seed. A side's store and application remember what a turn's
 * commit made safe, and nothing else.
 */
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { MessageFraming } from '../../../src/fix/codec/message-framing.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { FixSession } from '../../../src/fix/session/fix-session.js';
import type { SessionEvents } from '../../../src/fix/session/session-ports.js';
import type { SessionSettings } from '../../../src/fix/session/session-settings.js';
import type { SessionSummary } from '../../../src/fix/session/session-summary.js';
import { DiskStore } from './disk-store.js';

export class Random {
  constructor(private state: number) {}
  /** From 0 to below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

export type KillMoment = 'never' | 'before-commit' | 'after-commit';

/** The numbers of the application messages that were said or processed; the ones that are kept, the ones that are not. */
interface Book {
  kept: string[];
  live: string[];
}
const copyOf = (book: Book): Book => ({ kept: [...book.kept], live: [...book.live] });

export class Side implements SessionEvents {
  session!: FixSession;
  sent: Book = { kept: [], live: [] };
  processed: Book = { kept: [], live: [] };
  /** Why connections ended, for the story of a run that fails. */
  readonly story: string[] = [];
  readonly store: DiskStore;
  /** Of the processes that were killed. */
  private readonly summaries: Readonly<SessionSummary>[] = [];
  private sentOnDisk = copyOf(this.sent);
  private processedOnDisk = copyOf(this.processed);
  private said: Uint8Array[] = [];
  private framing!: MessageFraming;
  private readonly table = new FieldTable();
  private isEnding = false;
  private count = 0;

  constructor(
    readonly name: string,
    private readonly settings: SessionSettings,
    private readonly world: SessionWorld,
  ) {
    this.store = new DiskStore(world.wallMs);
    this.session = new FixSession(settings, this.store, this);
  }

  /** Work, commit, write. @returns what is to go out; undefined where the process was killed. */
  turn(work: () => void, kill: KillMoment): readonly Uint8Array[] | undefined {
    work();
    if (kill !== 'before-commit') {
      this.store.commit();
      this.sentOnDisk = copyOf(this.sent);
      this.processedOnDisk = copyOf(this.processed);
    }
    const said = this.said;
    this.said = [];
    if (kill === 'never') return said;
    this.summaries.push(this.session.summary());
    this.store.crash();
    this.sent = copyOf(this.sentOnDisk);
    this.processed = copyOf(this.processedOnDisk);
    this.session = new FixSession(this.settings, this.store, this);
    this.isEnding = false;
    return undefined;
  }

  /** Over all its processes. */
  total(count: keyof SessionSummary): number {
    return [...this.summaries, this.session.summary()].reduce((sum, each) => sum + each[count], 0);
  }

  get wantsEnd(): boolean {
    return this.isEnding;
  }

  connect(): void {
    this.isEnding = false;
    this.framing = new MessageFraming({
      message: (bytes, start, end) => {
        if (this.isEnding) return;
        const isWhole = scanMessage(this.table, bytes, start, end);
        if (isWhole) this.session.received(this.table, this.world.nowNs, this.world.wallMs);
        else this.session.garbled('a field is no tag=value', this.world.nowNs);
      },
      garbled: (why) => {
        if (!this.isEnding) this.session.garbled(why, this.world.nowNs);
      },
    });
    this.session.connected(this.world.nowNs, this.world.wallMs);
  }

  hear(bytes: Uint8Array): void {
    this.framing.push(bytes);
  }

  /** An application message; one that is not kept may get lost, but never comes twice. */
  speak(isKept: boolean): void {
    if (!this.session.isLoggedOn) return;
    const text = `${this.name}${++this.count}`;
    (isKept ? this.sent.kept : this.sent.live).push(text);
    const body = Buffer.from(`58=${isKept ? 'K' : 'L'}${text}\x01`, 'latin1');
    this.session.send('B', body, isKept, this.world.nowNs, this.world.wallMs);
  }

  write(bytes: Uint8Array): void {
    this.said.push(bytes);
  }
  disconnect(why: string): void {
    this.story.push(why);
    this.isEnding = true;
  }
  loggedOn(): void {
    this.story.push('logged on');
  }
  loggedOff(): void {}
  application(message: FieldTable): void {
    const text = message.text(58)!;
    (text.startsWith('K') ? this.processed.kept : this.processed.live).push(text.slice(1));
  }
  rejected(message: FieldTable): void {
    this.story.push(`rejected: ${message.text(58)}`);
  }
  note(): void {}
}

export interface Faults {
  readonly cut: number;
  readonly kill: number;
  readonly damage: number;
  readonly logout: number;
}

export const NO_FAULTS: Faults = { cut: 0, kill: 0, damage: 0, logout: 0 };

export class SessionWorld {
  nowNs = 1e9;
  wallMs = Date.UTC(2026, 0, 5, 12);
  private isUp = false;
  readonly sides: readonly [Side, Side];
  /** To each side: bytes under way. */
  private readonly lines: [Uint8Array[], Uint8Array[]] = [[], []];

  constructor(
    private readonly random: Random,
    initiator: SessionSettings,
    acceptor: SessionSettings,
  ) {
    this.sides = [new Side('i', initiator, this), new Side('a', acceptor, this)];
  }

  /** Nothing is under way, both are logged on, nothing is missing as far as both know. */
  get isQuiet(): boolean {
    const [a, b] = this.sides;
    return (
      this.isUp &&
      this.lines.every((line) => line.length === 0) &&
      this.sides.every((side) => side.session.isLoggedOn && !side.session.isResending) &&
      a.store.nextIn === b.store.nextOut &&
      b.store.nextIn === a.store.nextOut
    );
  }

  step(faults: Faults, speaks: boolean): void {
    const { random } = this;
    if (!this.isUp) {
      this.pass(random.next());
      this.connect(faults);
      return;
    }
    if (random.chance(faults.cut)) {
      this.cut();
      return;
    }
    const index = random.below(2);
    const side = this.sides[index]!;
    const choice = random.next();
    if (choice < 0.5) this.deliver(index, faults);
    else if (choice < 0.8 && speaks) {
      const count = 1 + random.below(4);
      this.turn(index, faults, () => {
        for (let i = 0; i < count; i++) side.speak(random.chance(0.5));
      });
    } else if (choice >= 0.8 && choice < 0.8 + faults.logout) {
      this.turn(index, faults, () => side.session.logout('bye', this.nowNs, this.wallMs));
    } else this.pass(random.next() * (random.chance(0.02) ? 60 : 1));
  }

  private connect(faults: Faults): void {
    this.isUp = true;
    for (const index of [1, 0]) {
      if (this.isUp) this.turn(index, faults, () => this.sides[index]!.connect());
    }
  }

  private pass(seconds: number): void {
    this.nowNs += seconds * 1e9;
    this.wallMs += seconds * 1e3;
    for (const [index, side] of this.sides.entries()) {
      if (!this.isUp) return;
      this.turn(index, NO_FAULTS, () => side.session.checkTimers(this.nowNs, this.wallMs));
    }
  }

  /** Some of the bytes under way to a side, cut anywhere, now and then with a byte that is not what was said. */
  private deliver(index: number, faults: Faults): void {
    const { random } = this;
    const line = this.lines[index]!;
    const bytes = Buffer.concat(line);
    if (bytes.length === 0) return;
    const isAll = random.chance(0.5);
    const count = isAll ? bytes.length : 1 + random.below(bytes.length);
    line.splice(0, line.length, ...(count < bytes.length ? [bytes.subarray(count)] : []));
    const chunk = Buffer.from(bytes.subarray(0, count));
    if (random.chance(faults.damage)) chunk[random.below(count)]! ^= 1 + random.below(255);
    this.turn(index, faults, () => this.sides[index]!.hear(chunk));
  }

  private turn(index: number, faults: Faults, work: () => void): void {
    const { random } = this;
    let kill: KillMoment = 'never';
    if (random.chance(faults.kill)) kill = random.chance(0.5) ? 'before-commit' : 'after-commit';
    const side = this.sides[index]!;
    const said = side.turn(work, kill);
    if (said === undefined) {
      side.story.push(`killed ${kill}`);
      // Its connection went with it; the other side notices.
      this.cut(side);
      return;
    }
    this.lines[1 - index]!.push(...said);
    if (side.wantsEnd) this.cut(undefined, side);
  }

  /** What a side said before it ended the connection itself arrives; of anything else some may. */
  private cut(killed?: Side, ender?: Side): void {
    this.isUp = false;
    for (const [index, side] of this.sides.entries()) {
      const line = this.lines[index]!;
      const bytes = Buffer.concat(line);
      line.splice(0);
      if (side === killed) continue;
      const isWhole = ender !== undefined && ender !== side;
      const count = isWhole ? bytes.length : this.random.below(bytes.length + 1);
      side.turn(() => {
        if (side !== ender && count > 0) side.hear(bytes.subarray(0, count));
        side.session.disconnected(this.nowNs, this.wallMs);
      }, 'never');
    }
  }
}
