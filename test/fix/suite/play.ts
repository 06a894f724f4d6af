/** Plays one scenario against our side. Owns the script's connections. */
import { expect } from 'vitest';
import { literal } from './literal.js';
import { OurSide } from './our-side.js';
import type { Role, Scenario, Step } from './scenario.js';
import { readable, ScriptLine, type Pace } from './script-line.js';

const THEIR_LOGON = '8=|9=|35=A|34=1|49=THEM|52=|56=US|98=0|108=30|{5.0:1137=9|}10=|';
const OUR_LOGON = '8=|9=|35=A|34=1|49=US|52=|56=THEM|98=0|108=30|{5.0:1137=9|}10=|';

export interface Play {
  readonly role: Role;
  readonly version: string;
  readonly storePath: string;
  readonly pace: Pace;
}

export async function play(scenario: Scenario, how: Play): Promise<void> {
  const stage = new Stage(scenario, how);
  await stage.ours.start();
  try {
    for (const step of scenario.steps) {
      try {
        await stage.step(step);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const where = `line ${step.number}, "${step.kind} ${step.text}": ${why}`;
        throw new Error(`${where}\n${stage.ours.notes.join('\n')}`, { cause: error });
      }
    }
    stage.nothingMore();
  } finally {
    stage.end();
  }
}

class Stage {
  readonly ours: OurSide;
  private readonly lines = new Map<string, ScriptLine>();
  /** The last whole message of the script, until we have heard it. */
  private unheard: string | undefined;

  constructor(
    scenario: Scenario,
    private readonly how: Play,
  ) {
    this.ours = new OurSide(scenario, how.role, how.version, how.storePath);
  }

  async step({ kind, text, line }: Step): Promise<void> {
    const { ours } = this;
    if (kind !== '>') this.flush();
    const numbers = text.split(' ').filter(Boolean).map(Number);
    switch (kind) {
      case 'connect':
        this.lines.get(line)?.socket.destroy();
        this.lines.set(line, new ScriptLine(await ours.connect(), this.how.pace));
        return;
      case 'logon':
        return this.logon();
      case '>':
        return this.say(line, text);
      case '<':
        return this.expect(line, text);
      case 'closed':
        expect(readable(await this.line(line).ended())).toBe('');
        this.unheard = undefined;
        return;
      case 'drop':
        await this.heard();
        this.line(line).socket.end();
        await this.line(line).ended();
        return;
      case 'after':
        await this.heard();
        return ours.pass(Number(/^([\d.]+)s$/.exec(text)![1]));
      case 'say': {
        await this.heard();
        const [, mode, msgType, body] = /^(keep|lose) (\w+) (.*)$/.exec(text)!;
        return ours.say(msgType!, body!, mode === 'keep');
      }
      case 'logout':
        await this.heard();
        return ours.logout(text);
      case 'app':
        await this.heard();
        expect(await ours.gets(numbers.length)).toEqual(numbers);
        return;
      case 'next':
        await this.heard();
        return ours.expects(numbers[0]!, numbers[1]!);
      case 'restart':
        return ours.restart();
      default:
        throw new Error(`no step is called "${kind}"`);
    }
  }

  /** A scenario has looked at all that we said. */
  nothingMore(): void {
    for (const line of this.lines.values()) expect(readable(line.rest)).toBe('');
    expect(this.ours.got).toEqual([]);
  }

  end(): void {
    this.ours.stop();
    for (const { socket } of this.lines.values()) socket.destroy();
  }

  private async logon(): Promise<void> {
    this.lines.set('a', new ScriptLine(await this.ours.connect(), this.how.pace));
    if (this.how.role === 'acceptor') await this.say('a', THEIR_LOGON);
    this.flush();
    await this.expect('a', OUR_LOGON);
    if (this.how.role === 'initiator') await this.say('a', THEIR_LOGON);
    this.flush();
    await this.heard();
  }

  private flush(): void {
    for (const line of this.lines.values()) line.flush();
  }

  private async say(line: string, text: string): Promise<void> {
    const bytes = literal(text, this.now);
    await this.line(line).say(bytes);
    const isWhole = literal(
      text.replace(/\|9=[^|]*/, '|9=').replace(/\|10=[^|]*/, '|10='),
      this.now,
    );
    if (line === 'a' && bytes === isWhole && bytes.startsWith('8=')) this.unheard = bytes;
  }

  private async expect(line: string, text: string): Promise<void> {
    const wanted = literal(text, this.now);
    expect(readable(await this.line(line).next())).toBe(readable(wanted));
  }

  private async heard(): Promise<void> {
    if (this.unheard !== undefined) await this.ours.hears(this.unheard);
    this.unheard = undefined;
  }

  private get now(): { version: string; wallMs: number } {
    return { version: this.how.version, wallMs: this.ours.wallMs };
  }

  private line(name: string): ScriptLine {
    const line = this.lines.get(name);
    if (line === undefined) throw new Error(`connection ${name} is not open`);
    return line;
  }
}
