import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { MessageLog, type MessageLogOptions } from '../../../src/fix/store/message-log.js';
import { scratchFolder } from './scratch.js';

const WALL_MS = Date.UTC(2026, 10, 21, 9, 30, 0, 5);
const PASSWORD = 'correct horse';

let folder: string;
let notes: string[];
beforeEach(() => {
  folder = join(scratchFolder(), 'session');
  mkdirSync(folder);
  notes = [];
});

const open = (options: Partial<MessageLogOptions> = {}): MessageLog =>
  new MessageLog({
    folder,
    fileBytes: 1 << 20,
    filesLimit: 3,
    password: PASSWORD,
    note: (text) => notes.push(text),
    ...options,
  });

const message = (msgType: string, body: string): Uint8Array =>
  encodeMessage(
    {
      beginString: 'FIX.4.4',
      msgType,
      msgSeqNum: 7,
      senderCompId: 'A',
      targetCompId: 'B',
      sendingTime: '20261121-09:30:00.000',
    },
    Buffer.from(body.replaceAll('|', '\x01'), 'latin1'),
  );

const logText = (name = 'messages.log'): string =>
  readFileSync(join(folder, name), 'latin1').replaceAll('\x01', '|');

const come = (log: MessageLog, bytes: Uint8Array): void =>
  log.received(WALL_MS, bytes, 0, bytes.length);

describe('the message log', () => {
  it('has what came and what was sent, to the byte, with time and direction', async () => {
    const log = open();
    const bytes = message('W', '55=EUR/USD|');
    come(log, bytes);
    log.sent(WALL_MS + 1, message('0', ''));
    await log.close();
    const [first, second] = logText().split('\n');
    expect(first).toBe(
      `20261121-09:30:00.005 < ${Buffer.from(bytes).toString('latin1').replaceAll('\x01', '|')}`,
    );
    expect(second).toMatch(/^20261121-09:30:00\.006 > 8=FIX\.4\.4\|9=\d+\|35=0\|/);
  });

  it('goes on with its file, on a line of its own where a kill cut the last one', async () => {
    writeFileSync(join(folder, 'messages.log'), '20261121-09:00:00.000 < 8=FI');
    const log = open();
    come(log, message('0', ''));
    await log.close();
    expect(logText().split('\n').length).toBe(3);
  });

  it('goes on in the next file when one is full, and keeps the newest', async () => {
    for (let round = 0; round < 8; round++) {
      const log = open({ fileBytes: 2_000 });
      come(log, message('B', `58=round ${round}${'.'.repeat(2_000)}|`));
      await log.close();
    }
    expect(readdirSync(folder).sort()).toEqual([
      'messages.000006.log',
      'messages.000007.log',
      'messages.log',
    ]);
    expect(logText('messages.000006.log')).toMatch(/round 5/);
    expect(logText()).toMatch(/round 7/);
  });

  it('has only the beginning of a very long message', async () => {
    const log = open();
    come(log, message('B', `58=${'x'.repeat(200_000)}|`));
    await log.close();
    expect(logText().length).toBeLessThan(70_000);
    expect(readFileSync(join(folder, 'messages.log'), 'utf8')).toMatch(/x … of 200\d\d\d bytes\n$/);
  });
});

describe('secrets in the message log', () => {
  const said = async (log: MessageLog): Promise<string> => {
    await log.close();
    return logText();
  };

  it('are masked in a Logon: 554, 925, and 96 with SOHs in it, at its length', async () => {
    const log = open({ password: undefined });
    come(log, message('A', '95=9|96=se|ret|96|98=0|553=me|554=hunter2|925=hunter3|108=30|'));
    expect(await said(log)).toMatch(
      /\|95=9\|96=\*{9}\|98=0\|553=me\|554=\*\*\*\|925=\*\*\*\|108=30\|/,
    );
  });

  it('are masked where the length of 96 is wrong: everything behind it', async () => {
    const log = open({ password: undefined });
    come(log, message('A', '95=1|96=se|ret|554=hunter2|'));
    const text = await said(log);
    expect(text).not.toMatch(/hunter2|ret/);
  });

  it('are masked in a garbled Logon, and a piece of one is not shown at all', async () => {
    const log = open();
    const bytes = message('A', '98=0|554=hunter2|108=30|');
    log.garbled(WALL_MS, 'bad-checksum', bytes, 0, bytes.length);
    const piece = Buffer.from('54=hunter2\x01108=30');
    log.garbled(WALL_MS, 'no-begin-string', piece, 0, piece.length);
    const text = await said(log);
    expect(text).toMatch(/ ! bad-checksum, \d+ bytes 8=FIX.*\|554=\*\*\*\|/);
    expect(text).toMatch(/ ! no-begin-string, 17 bytes \n/);
    expect(text).not.toMatch(/hunter2/);
  });

  it('are masked wherever the counterparty repeats our password', async () => {
    const log = open();
    come(log, message('5', `58=wrong password ${PASSWORD}!|`));
    expect(await said(log)).toMatch(/58=wrong password \*+!\|/);
  });

  it('never reach the disk, whatever surrounds them', async () => {
    const field = fc.oneof(
      fc.constantFrom('554=SECRET', '925=SECRET', '98=0', '95=6', '96=SECRET', '554='),
      fc.stringMatching(/^[0-9]{1,4}=[a-z]{0,8}$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 12 }), async (fields) => {
        rmSync(join(folder, 'messages.log'), { force: true });
        const log = open({ password: undefined });
        come(log, message('A', fields.map((text) => `${text}|`).join('')));
        expect(await said(log)).not.toMatch(/SECRET/);
      }),
      { seed: 20_261_121, numRuns: 150 },
    );
  });
});

describe('a disk that does not take the message log', () => {
  it('costs lines, counted and told once, and the log says where they are missing', async () => {
    const log = open();
    const settle = async (): Promise<void> => {
      log.flush();
      await log.written();
    };
    rmSync(folder, { recursive: true });
    come(log, message('0', ''));
    await settle();
    come(log, message('0', ''));
    come(log, message('0', ''));
    await settle();
    expect(log.lostLines).toBe(3);
    expect(notes).toEqual([
      expect.stringMatching(/^FIX messages are not logged in .*ENOENT.*; the session goes on$/),
    ]);
    mkdirSync(folder);
    come(log, message('B', '58=again|'));
    await settle();
    expect(logText().split('\n')[0]).toMatch(/ ! 3 messages are missing here$/);
    expect(logText()).toMatch(/58=again/);
    expect(notes[1]).toBe('FIX messages are logged again; 3 are missing');
    await log.close();
  });

  it('that is slow costs what does not fit into memory, and nothing waits', async () => {
    const log = open({ fileBytes: 1 << 30 });
    const bytes = message('B', `58=${'x'.repeat(50_000)}|`);
    for (let i = 0; i < 100; i++) come(log, bytes);
    expect(log.lostLines).toBeGreaterThan(50);
    const lost = log.lostLines;
    await log.close();
    const lines = logText().split('\n').slice(0, -1);
    const missing = lines.filter((line) => line.endsWith('messages are missing here'));
    expect(lines.length - missing.length).toBe(100 - lost);
  });
});
