import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileStore, type FileStoreOptions } from '../../../src/fix/store/file-store.js';
import { scratchFolder } from './scratch.js';

let folder: string;
let path: string;
let notes: string[];
beforeEach(() => {
  folder = scratchFolder();
  path = join(folder, 'session.store');
  notes = [];
});

const open = (options: Partial<FileStoreOptions> = {}): FileStore =>
  new FileStore({
    path,
    identity: 'FIX.4.4-A-B',
    wallMs: 1_000,
    keptBytesLimit: 1 << 20,
    syncs: false,
    note: (text) => notes.push(text),
    ...options,
  });

const message = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function keptOf(store: FileStore, first = 0, last = Infinity): Record<number, string> {
  const kept: Record<number, string> = {};
  store.kept(first, last, (msgSeqNum, bytes) => {
    kept[msgSeqNum] = Buffer.from(bytes).toString('latin1');
    return true;
  });
  return kept;
}

const stateOf = (store: FileStore): unknown => ({
  nextIn: store.nextIn,
  nextOut: store.nextOut,
  createdMs: store.createdMs,
  kept: keptOf(store),
});

const errorOf = (work: () => unknown): { code?: string; message: string } => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error');
};

describe('a session’s store on disk', () => {
  it('begins with 1 and 1, and with when that was', () => {
    expect(stateOf(open())).toEqual({ nextIn: 1, nextOut: 1, createdMs: 1_000, kept: {} });
    expect(open({ wallMs: 2_000 }).createdMs).toBe(1_000);
  });

  it('has after a kill what was committed, byte by byte, and nothing else', () => {
    const store = open();
    store.keep(1, message('8=FIX.4.4\x019=\x01\xff\x00'));
    store.nextOut = 2;
    store.nextIn = 5;
    store.commit();
    store.keep(2, message('never said'));
    store.nextOut = 3;
    expect(stateOf(open())).toEqual({
      nextIn: 5,
      nextOut: 2,
      createdMs: 1_000,
      kept: { 1: '8=FIX.4.4\x019=\x01\xff\x00' },
    });
  });

  it('gives what it keeps in a range, committed or not, as long as it is asked for', () => {
    const store = open();
    for (const msgSeqNum of [2, 3, 7]) store.keep(msgSeqNum, message(`m${msgSeqNum}`));
    store.nextOut = 8;
    store.commit();
    store.keep(8, message('m8'));
    expect(keptOf(store, 3, 8)).toEqual({ 3: 'm3', 7: 'm7', 8: 'm8' });
    const seen: number[] = [];
    store.kept(0, Infinity, (msgSeqNum) => seen.push(msgSeqNum) < 2);
    expect(seen).toEqual([2, 3]);
  });

  it('forgets everything by a reset, which counts once it is committed', () => {
    const store = open();
    store.keep(1, message('old'));
    store.nextOut = 2;
    store.commit();
    store.reset(9_000);
    store.keep(1, message('new'));
    store.nextOut = 2;
    expect(stateOf(open())).toEqual({
      nextIn: 1,
      nextOut: 2,
      createdMs: 1_000,
      kept: { 1: 'old' },
    });
    store.commit();
    expect(stateOf(open())).toEqual({
      nextIn: 1,
      nextOut: 2,
      createdMs: 9_000,
      kept: { 1: 'new' },
    });
  });

  it('writes nothing where nothing has changed', () => {
    const store = open();
    const before = statSync(path).size;
    store.commit();
    expect(statSync(path).size).toBe(before);
  });

  it('keeps the newest messages within its bound', () => {
    const store = open({ keptBytesLimit: 400 });
    for (let msgSeqNum = 1; msgSeqNum <= 20; msgSeqNum++) {
      store.keep(msgSeqNum, message(`m${msgSeqNum}`.padEnd(83)));
    }
    store.keep(21, message('x'.repeat(500)));
    expect(Object.keys(keptOf(store))).toEqual(['17', '18', '19', '20']);
  });

  it.each([false, true])(
    'is written anew when most of it is not wanted any more, and is the same then (syncs: %s)',
    (syncs) => {
      const store = open({ keptBytesLimit: 100_000, syncs });
      const sizes: number[] = [];
      for (let msgSeqNum = 1; msgSeqNum <= 60; msgSeqNum++) {
        store.keep(msgSeqNum, message(`${msgSeqNum}`.padEnd(30_000, '.')));
        store.nextOut = msgSeqNum + 1;
        store.commit();
        sizes.push(statSync(path).size);
      }
      const state = stateOf(store);
      expect(Math.max(...sizes)).toBeLessThan(1.1e6);
      expect(sizes.some((size, i) => size < sizes[i - 1]!)).toBe(true);
      expect(Object.keys(keptOf(store))).toEqual(['58', '59', '60']);
      store.keep(61, message('after'));
      store.nextOut = 62;
      store.commit();
      store.close();
      const again = open({ keptBytesLimit: 100_000 });
      expect(stateOf(again)).toEqual({
        ...(state as object),
        nextOut: 62,
        kept: { ...keptOf(again, 58, 60), 61: 'after' },
      });
      expect(readdirSync(folder)).toEqual(['session.store']);
    },
  );

  it('ignores what a kill left of writing it anew', () => {
    const store = open();
    store.nextIn = 7;
    store.commit();
    writeFileSync(`${path}.new`, 'half of');
    expect(open().nextIn).toBe(7);
    expect(existsSync(`${path}.new`)).toBe(false);
  });
});

describe('a torn end', () => {
  it('at any byte gives the state after the last whole turn, and goes on from there', () => {
    const states: [bytes: number, state: unknown][] = [];
    const store = open();
    const noted = (): void => void states.push([statSync(path).size, stateOf(store)]);
    noted();
    for (let turn = 1; turn <= 4; turn++) {
      if (turn === 3) store.reset(3_000);
      store.keep(store.nextOut, message(`kept ${turn}`));
      store.nextOut++;
      store.nextIn += 2;
      store.commit();
      noted();
    }
    store.close();
    const whole = readFileSync(path);
    for (let cut = states[0]![0]; cut <= whole.length; cut++) {
      writeFileSync(path, whole.subarray(0, cut));
      const [wholeBytes, expected] = states.findLast(([bytes]) => bytes <= cut)!;
      const torn = open();
      expect(statSync(path).size).toBe(wholeBytes);
      expect(stateOf(torn)).toEqual(expected);
      torn.keep(torn.nextOut, message('next'));
      torn.nextOut++;
      torn.commit();
      const after = stateOf(torn);
      torn.close();
      const again = open();
      expect(stateOf(again)).toEqual(after);
      again.close();
    }
    expect(notes.length).toBeGreaterThan(100);
    expect(notes[0]).toMatch(
      /session\.store: 1 bytes of a turn that was never finished are cut off/,
    );
  });

  it('in the very making of a file begins it again', () => {
    open().close();
    const whole = readFileSync(path);
    for (let cut = 0; cut < whole.length; cut++) {
      writeFileSync(path, whole.subarray(0, cut));
      const store = open({ wallMs: 5_000 });
      expect(stateOf(store)).toEqual({ nextIn: 1, nextOut: 1, createdMs: 5_000, kept: {} });
      store.close();
      expect(readFileSync(path).length).toBe(whole.length);
    }
  });

  it('of bytes that were never written, as after a loss of power, is cut', () => {
    const store = open();
    store.nextOut = 9;
    store.commit();
    store.close();
    appendFileSync(path, new Uint8Array(4_096));
    expect(open().nextOut).toBe(9);
  });
});

describe('damage', () => {
  it('before the last turn is refused with the file, the place and ways out', () => {
    const store = open();
    for (let turn = 1; turn <= 3; turn++) {
      store.keep(turn, message('x'.repeat(50)));
      store.nextOut++;
      store.commit();
    }
    store.close();
    const whole = readFileSync(path);
    const lastTurn = whole.length - 33 - 67;
    for (let at = 8; at < lastTurn; at++) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 0x10;
      writeFileSync(path, bytes);
      const error = errorOf(() => open());
      expect(error.code, `byte ${at}`).toBe('store-damaged');
      expect(error.message).toMatch(
        /session\.store is damaged at byte \d+, before its end: .*141=Y/,
      );
    }
  });

  it('found when a kept message is read again is told, not sent', () => {
    const store = open();
    store.keep(1, message('secret'));
    store.nextOut = 2;
    store.commit();
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('secret')]! ^= 1;
    writeFileSync(path, bytes);
    expect(errorOf(() => keptOf(store)).code).toBe('store-damaged');
  });

  it('is told apart from a file that is none of ours', () => {
    writeFileSync(path, 'a letter to a friend');
    const foreign = errorOf(() => open());
    expect(foreign.code).toBe('store-not-ours');
    expect(readFileSync(path, 'utf8')).toBe('a letter to a friend');
    writeFileSync(path, '');
    open({ identity: 'FIX.4.2-X-Y' }).close();
    const other = errorOf(() => open());
    expect(other.message).toMatch(/the session FIX\.4\.2-X-Y, not of FIX\.4\.4-A-B/);
  });
});

describe('a disk that does not take it', () => {
  it('gives an error with the file and the way out, and the turn is not committed', () => {
    // A file system of 64 KiB would need root; a limit of the process for file sizes does not.
    const script = `
      import { FileStore } from ${JSON.stringify(join(process.cwd(), 'dist/fix/store/file-store.js'))};
      process.on('SIGXFSZ', () => {});
      const store = new FileStore({ path: ${JSON.stringify(path)}, identity: 'FIX.4.4-A-B', wallMs: 1, keptBytesLimit: 1e6, syncs: false, note: () => {} });
      store.nextOut = 5;
      store.commit();
      try {
        for (;;) { store.keep(store.nextOut++, new Uint8Array(900)); store.commit(); }
      } catch (error) { console.log(error.code, error.message); }
      store.reset(2);
      try { store.commit(); } catch (error) { console.log('again', error.code); }
    `;
    const file = join(folder, 'fill.mjs');
    writeFileSync(file, script);
    const said = execFileSync('sh', ['-c', `ulimit -f 16; exec ${process.execPath} ${file}`], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(said).toMatch(/^store-unwritable cannot write .*session\.store: EFBIG; /);
    const store = open();
    expect(store.nextOut).toBeGreaterThan(5);
    expect(Object.keys(keptOf(store)).map(Number).at(-1)).toBe(store.nextOut - 1);
  });

  it('is told when the file cannot be opened', () => {
    if (process.getuid?.() === 0) return;
    open().close();
    chmodSync(path, 0o000);
    expect(errorOf(() => open()).message).toMatch(/cannot open .*EACCES; give this user the right/);
  });
});

describe('any history of turns and kills', () => {
  it('leaves what a naive model says', () => {
    const step = fc.record({
      keeps: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }),
      ins: fc.integer({ min: 0, max: 3 }),
      resets: fc.boolean(),
      end: fc.constantFrom('commit', 'commit', 'kill', 'close'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        writeFileSync(path, '');
        let store = open();
        let committed = stateOf(store);
        for (const [i, { keeps, ins, resets, end }] of steps.entries()) {
          if (resets && i % 5 === 0) store.reset(i);
          for (const bytes of keeps) store.keep(store.nextOut++, bytes);
          store.nextIn += ins;
          if (end !== 'kill') {
            store.commit();
            committed = stateOf(store);
          }
          if (end !== 'commit') {
            store.close();
            store = open();
          }
          expect(stateOf(store)).toEqual(committed);
        }
        store.close();
      }),
      { seed: 20_261_121, numRuns: 60 },
    );
  });
});
