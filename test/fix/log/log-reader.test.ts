/** Messages are found in whatever a log writes around and between their fields. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directionIn, messagesIn, timeIn } from '../../../src/fix/log/log-line.js';
import { LogReader, type FoundMessage } from '../../../src/fix/log/log-reader.js';
import { judgedMessage } from '../../../src/fix/log/logged-message.js';
import { MessageLog } from '../../../src/fix/store/message-log.js';
import { scratchFolder } from '../store/scratch.js';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';

const message = (text: string): string =>
  Buffer.from(
    encodeMessage(
      {
        beginString: 'FIX.4.4',
        msgType: '0',
        msgSeqNum: 7,
        senderCompId: 'A',
        targetCompId: 'B',
        sendingTime: '20261121-10:00:00.000',
      },
      Buffer.from(text.replaceAll('␁', '\x01'), 'latin1'),
    ),
  ).toString('latin1');

const PLAIN = message('112=hello␁');

function read(...lines: string[]): { found: FoundMessage[]; linesWithout: number } {
  const found: FoundMessage[] = [];
  const reader = new LogReader((one) => found.push(one));
  for (const line of lines) reader.push(line);
  reader.end();
  return { found, linesWithout: reader.linesWithout };
}

describe('a message in a line', () => {
  it.each(['\x01', '|', ' | ', '^A', '\\x01', '\\u0001', '<SOH>', '[SOH]', ';', '\xe2\x90\x81'])(
    'with %j for SOH',
    (separator) => {
      const line = PLAIN.replaceAll('\x01', separator);
      expect(messagesIn(line).map(({ text }) => text)).toEqual([PLAIN]);
      expect(messagesIn(`x ${line.trimEnd()} y`).map(({ text }) => text)).toEqual([PLAIN]);
    },
  );

  it('without a separator behind CheckSum', () => {
    const line = PLAIN.slice(0, -1).replaceAll('\x01', '|');
    expect(messagesIn(line)[0]?.text).toBe(PLAIN);
  });

  it('with the separator, or what looks like an end, in a text', () => {
    const odd = message('58=a|b 10=1 | x␁');
    expect(messagesIn(odd.replaceAll('\x01', '|'))[0]?.text).toBe(odd);
  });

  it('with SOH in its data', () => {
    const data = message('95=9␁96=a␁10=000␁␁');
    expect(messagesIn(data)[0]?.text).toBe(data);
  });

  it('several of them, with words between', () => {
    const line = `in ${PLAIN} out ${PLAIN}${PLAIN}`;
    expect(messagesIn(line).map(({ prefix }) => prefix)).toEqual(['in ', ' out ', '']);
  });

  it('without an end, up to the next one', () => {
    const cut = PLAIN.slice(0, 40);
    const found = messagesIn(`${cut} ${PLAIN}`);
    expect(found.map(({ text }) => text)).toEqual([`${cut}\x01`, PLAIN]);
  });

  it('a tag that ends with 8 is no beginning', () => {
    expect(messagesIn('108=FIX.4.4|9=5|')).toEqual([]);
    expect(messagesIn('no message')).toEqual([]);
  });
});

describe('a message over several lines', () => {
  const broken = message('148=first line\nsecond line␁');

  it('is one', () => {
    const { found, linesWithout } = read(
      '#',
      `in ${broken.split('\n')[0]!}`,
      broken.split('\n')[1]!,
    );
    expect(found).toEqual([{ line: 2, prefix: 'in', text: broken }]);
    expect(linesWithout).toBe(1);
  });

  it('that has no end keeps nothing of the lines behind it', () => {
    const { found } = read(PLAIN.slice(0, 40), PLAIN, 'words', PLAIN);
    expect(found.map(({ line }) => line)).toEqual([1, 2, 4]);
    expect(found[1]?.text).toBe(PLAIN);
  });

  it('that has no end at the end of the log is told', () => {
    const { found, linesWithout } = read(PLAIN.slice(0, 40), 'words');
    expect(found).toHaveLength(1);
    expect(linesWithout).toBe(1);
  });

  it('that never ends does not hold the log up', () => {
    const lines = Array.from({ length: 300 }, () => 'w');
    const { found, linesWithout } = read('8=FIX.4.4|9=999999|35=0|', ...lines, PLAIN);
    expect(found.map(({ line }) => line)).toEqual([1, 302]);
    expect(linesWithout).toBe(300);
  });
});

describe('words in front of a message', () => {
  it.each([
    ['20230124-13:30:46.025 : ', '20230124-13:30:46.025'],
    ['[2023-01-24T13:30:46.025Z] ', '2023-01-24T13:30:46.025Z'],
    ['2023-01-24 13:30:46,025 INFO', '2023-01-24 13:30:46,025'],
    ['13:30:46 in', '13:30:46'],
    ['VALID', undefined],
  ])('%j has the time %j', (prefix, time) => expect(timeIn(prefix)).toBe(time));

  it.each([
    ['in ', 'in'],
    ['<- ', 'in'],
    ['fromApp:', 'in'],
    ['Outgoing message', 'out'],
    ['sent>', 'out'],
    ['20261121-10:58:57.123 < ', 'in'],
    ['20261121-10:58:57.123 > ', 'out'],
    ['20261121-10:58:57.123 ! bad-checksum, 90 bytes ', 'in'],
    ['INVALID', undefined],
    ['in out', undefined],
  ])('%j is %j', (prefix, direction) => expect(directionIn(prefix)).toBe(direction));
});

describe('our own message log', () => {
  it('is read with time and direction, and its hidden password spoils nothing', async () => {
    const folder = scratchFolder();
    const log = new MessageLog({
      folder,
      fileBytes: 1e6,
      filesLimit: 2,
      password: 'hush',
      note: () => {},
    });
    const logon = Buffer.from(message('553=me\x01554=hush\x01').replace('35=0', '35=A'), 'latin1');
    log.sent(0, logon);
    log.received(1, Buffer.from(PLAIN, 'latin1'), 0, PLAIN.length);
    log.garbled(2, 'bad-checksum', Buffer.from(PLAIN, 'latin1'), 0, PLAIN.length);
    await log.close();
    const lines = readFileSync(join(folder, 'messages.log'), 'latin1').trimEnd().split('\n');
    const { found } = read(...lines);
    expect(found.map(({ prefix }) => [timeIn(prefix), directionIn(prefix)])).toEqual([
      ['19700101-00:00:00.000', 'out'],
      ['19700101-00:00:00.001', 'in'],
      ['19700101-00:00:00.002', 'in'],
    ]);
    expect(found.map(({ text }) => judgedMessage(text).invalid)).toEqual([[], [], []]);
    expect(lines.join('')).not.toContain('hush');
  });
});
