/** `fix parse` as a user runs it, on logs of every shape. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { captureMissing, capturePath } from '../feed/captures-path.js';
import { makeFolder, runCommand, startCommand } from './command.js';

const SAMPLES = 'fix-samples.txt';
const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

interface JsonMessage {
  line: number;
  prefix: string;
  valid: boolean;
  invalid?: string[];
  msgType: string;
  fields: { tag: number; value: string; entries?: unknown[] }[];
}

const jsonOf = (stdout: string): { messages: JsonMessage[]; summary: Record<string, number> } => {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  return {
    summary: (lines.pop() as { summary: Record<string, number> }).summary,
    messages: lines as JsonMessage[],
  };
};

const fileOf = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** Sums are right. */
const HEARTBEAT = '8=FIX.4.4|9=51|35=0|34=2|49=A|52=20261121-10:00:00.000|56=B|112=x|10=128|';

describe.skipIf(captureMissing(SAMPLES))('the samples of five counterparties', () => {
  it('21 are valid, 4 are not, each for its own reason', async () => {
    const { code, stdout, stderr } = await runCommand([
      'fix',
      'parse',
      capturePath(SAMPLES),
      '--json',
    ]);
    expect([code, stderr]).toEqual([1, '']);
    const { messages, summary } = jsonOf(stdout);
    expect(summary).toMatchObject({ messages: 25, valid: 21, invalid: 4 });
    for (const message of messages) expect(message.valid).toBe(message.prefix === 'VALID');
    expect(messages.filter(({ valid }) => !valid).map(({ invalid }) => invalid)).toEqual([
      // A letter got into a price: one byte more than was said.
      ['BodyLength(9) says 633, is 634', 'CheckSum(10) says 091, is 211'],
      ['BodyLength(9) says 127, is 128', 'CheckSum(10) says 111, is 238'],
      ['BodyLength(9) says 0000107, is 103', 'CheckSum(10) says 151, is 127'],
      ['BodyLength(9) says 0000313, is 309', 'CheckSum(10) says 125, is 091'],
    ]);
    const entries = messages.map(({ fields }) => fields.find(({ tag }) => tag === 268));
    for (const group of entries) expect(group?.entries?.length).toBe(group && Number(group.value));
  });

  it('read the same without line breaks, packed, from standard input', async () => {
    const stored = readFileSync(capturePath(SAMPLES), 'latin1')
      .split('\n')
      .map((line) => /8=FIX.*/.exec(line)?.[0] ?? '')
      .join('')
      .replaceAll('|', '\x01');
    const packed = fileOf('store.gz', gzipSync(Buffer.from(stored.repeat(40), 'latin1')));
    const { stdout } = await runCommand(['fix', 'parse', packed, '--json', '--only', 'W,X']);
    expect(jsonOf(stdout).summary).toMatchObject({ messages: 19 * 40, invalid: 3 * 40 });
    const running = startCommand(['fix', 'parse', '-', '--only', 'marketdatarequest']);
    running.process.stdin.end(Buffer.from(stored, 'latin1'));
    const { stdout: text } = await running.ended;
    expect(text).toContain('3 messages: 2 valid');
    expect(text).toContain('MDReqID(262)=req-tBTCUSD');
  });
});

describe('what is printed', () => {
  it('is a message with names, and the counts', async () => {
    const path = fileOf('one.log', `in ${HEARTBEAT}\nwords\n`);
    const { code, stdout } = await runCommand(['fix', 'parse', path]);
    expect(stdout.split('\n')).toEqual([
      '20261121-10:00:00.000  in   Heartbeat(0)  A → B  #2',
      '    TestReqID(112)=x',
      '',
      '1 messages: 1 valid, 0 invalid; 1 lines without a message',
      '  0 Heartbeat  1',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('hides a password', async () => {
    const logon = '8=FIX.4.4|9=5|35=A|34=1|49=A|52=x|56=B|553=me|554=hush|95=4|96=hush|10=000|';
    const path = fileOf('logon.log', `554=hush ${logon}\n`);
    for (const flag of ['--json', '--strict']) {
      const { stdout, stderr } = await runCommand(['fix', 'parse', path, flag]);
      expect(stdout).toContain('***');
      expect(stdout + stderr).not.toContain('hush');
    }
  });

  it('with --strict, what a session would reject is invalid', async () => {
    const text = HEARTBEAT.replace('9=51', '9=50').replace('112=x', '112=');
    const path = fileOf('strict.log', text.replace('10=128', '10=007'));
    const lenient = await runCommand(['fix', 'parse', path]);
    expect(lenient.stdout).toContain(
      'would be rejected: Tag specified without a value, TestReqID(112) (373=4)',
    );
    expect(lenient.code).toBe(0);
    const strict = await runCommand(['fix', 'parse', path, '--strict']);
    expect(strict.stdout).toContain('INVALID: Tag specified without a value, TestReqID(112)');
    expect(strict.code).toBe(1);
  });
});

describe('what cannot be done', () => {
  it.each([
    [['/nowhere/a.log'], '/nowhere/a.log cannot be read'],
    [['/tmp'], '/tmp is a folder'],
    [['-', '--version', '9'], '--version 9: expected one of FIX.4.2, FIX.4.4, FIX.5.0SP2'],
    [['-', '--only', 'Nothing'], '"Nothing" is no message type'],
    [[], "missing required argument 'file'"],
  ])('%j is told with exit code 2', async (args, why) => {
    const { code, stderr } = await runCommand(['fix', 'parse', ...args]);
    expect(stderr).toContain(why);
    expect(code).toBe(2);
  });

  it('a damaged archive is a failure of the run', async () => {
    const path = fileOf('damaged.gz', Buffer.from('no archive'));
    const { code, stderr } = await runCommand(['fix', 'parse', path]);
    expect(stderr).toContain('incorrect header check');
    expect(code).toBe(1);
  });
});
