/**
 * The notation of scripted sessions. A scenario begins with `= rule N: what holds`, then come, one a line:
 *
 *     roles acceptor              ours; both unless told
 *     versions 4.4 5.0            all unless told
 *     set resetOnLogon=true       settings of our session
 *     connect                     a connection, by whoever opens it in that role
 *     logon                       a connection and both Logons, MsgSeqNum 1 on each side
 *     > 8=|9=|35=0|…|10=|         the script says these bytes, `|` is SOH
 *     < 8=|9=|35=0|…|10=|         the next bytes that we say are these and no others
 *     closed                      we close the connection and have said nothing more
 *     drop                        the script closes it
 *     after 36s                   time passes, and we look at our timers all the while
 *     say keep X 268=0|           our application says a message, kept for resending or (`lose`) not
 *     logout WORDS                our application wants to go
 *     app 2 3                     our application has got messages with these numbers since we asked last, in this order
 *     next 4 3                    we expect 4 and our next message is 3
 *     restart                     our process is another one, with what is on disk
 *     b connect, b> …, b< …, b closed    the same on a second connection
 *
 * An empty `8=`, `9=`, `10=`, `52=` or `122=` stands for what it has to be: BeginString, BodyLength, CheckSum, now. `9=+1` is one more than
 * that, `52=-121s` 121 s ago. `{5.0:1137=9|}` is there in FIX 5.0 only, `{-4.2:373=15|}` in all but 4.2. `#` begins a comment.
 */
import type { FixVersion } from '../../../src/fix/session/session-settings.js';

export type Role = 'acceptor' | 'initiator';

export interface Step {
  readonly kind: string;
  readonly text: string;
  /** The connection's: `a` or `b`. */
  readonly line: 'a' | 'b';
  /** In its file, for failures. */
  readonly number: number;
}

export interface Scenario {
  readonly title: string;
  /** The thirteen. */
  readonly rule: number;
  readonly roles: readonly Role[];
  readonly versions: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}

export const VERSIONS: Readonly<Record<string, FixVersion>> = {
  '4.2': 'FIX.4.2',
  '4.4': 'FIX.4.4',
  '5.0': 'FIX.5.0SP2',
};

interface Draft extends Scenario {
  roles: Role[];
  versions: string[];
  settings: Record<string, unknown>;
  steps: Step[];
}

export function scenariosOf(text: string): Scenario[] {
  const scenarios: Draft[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    if (line === '') return;
    const [, title, rule] = /^= (rule (\d+): .+)$/.exec(line) ?? [];
    if (title !== undefined) {
      const roles: Role[] = ['acceptor', 'initiator'];
      const versions = Object.keys(VERSIONS);
      scenarios.push({ title, rule: Number(rule), roles, versions, settings: {}, steps: [] });
      return;
    }
    const scenario = scenarios.at(-1);
    if (scenario === undefined) throw new Error(`line ${index + 1}: no scenario yet`);
    const [, second, kind = '', words = ''] = /^(b ?)?([<>]|\w+) ?(.*)$/.exec(line) ?? [];
    if (kind === 'roles') scenario.roles = words.split(' ') as Role[];
    else if (kind === 'versions') scenario.versions = words.split(' ');
    else if (kind === 'set') Object.assign(scenario.settings, settingsOf(words));
    else {
      const step = { kind, text: words, number: index + 1 };
      scenario.steps.push({ ...step, line: second === undefined ? 'a' : 'b' });
    }
  });
  return scenarios;
}

const settingsOf = (words: string): Record<string, unknown> =>
  Object.fromEntries(
    words.split(' ').map((word) => {
      const [name = '', value = ''] = word.split('=');
      return [name, /^(true|false|\d+)$/.test(value) ? (JSON.parse(value) as unknown) : value];
    }),
  );
