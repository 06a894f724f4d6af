/**
 * Opens a session's file, or makes it: what it says, up to the last turn that was written whole. Owns
 * the decision what is a torn end (cut off) and what is damage (refused: the numbers in it would be
 * wrong, and a counterparty believes them). Cold.
 */
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { KeptIndex, KeptSpan } from './kept-index.js';
import { ioError, StoreError } from './store-error.js';
import {
  hasNumbersAfter,
  RecordBuffer,
  recordBytesAt,
  STORE_MAGIC,
  visitRecord,
} from './store-records.js';

interface StoreState {
  /** Up to the end of the last turn that was written whole. */
  readonly fileBytes: number;
  readonly nextIn: number;
  readonly nextOut: number;
  readonly createdMs: number;
}

export interface OpenedStoreFile extends StoreState {
  readonly fd: number;
  /** Of a turn that was never finished. */
  readonly cutBytes: number;
}

/**
 * @param kept what the file keeps is added to it.
 * @param wallMs for a file that is new.
 * @throws StoreError.
 */
export function openStoreFile(
  path: string,
  identity: string,
  wallMs: number,
  kept: KeptIndex,
): OpenedStoreFile {
  let fd: number;
  try {
    // Written by position, which O_APPEND would ignore.
    fd = openSync(path, constants.O_RDWR | constants.O_CREAT);
  } catch (error) {
    throw ioError('store-unwritable', path, 'open', error);
  }
  try {
    const bytes = readFileSync(fd);
    const state = stateOf(bytes, path, identity, kept) ?? begin(fd, identity, wallMs);
    const cutBytes = Math.max(0, bytes.length - state.fileBytes);
    if (cutBytes > 0) ftruncateSync(fd, state.fileBytes);
    return { ...state, fd, cutBytes };
  } catch (error) {
    closeSync(fd);
    if (error instanceof StoreError) throw error;
    throw ioError('store-unreadable', path, 'read', error);
  }
}

/** @returns undefined where nothing was ever committed: a new file, or one whose making was cut short. */
function stateOf(
  bytes: Buffer,
  path: string,
  identity: string,
  kept: KeptIndex,
): StoreState | undefined {
  const head = bytes.subarray(0, STORE_MAGIC.length);
  if (!STORE_MAGIC.subarray(0, head.length).equals(head)) {
    throw new StoreError(
      'store-not-ours',
      `${path} is no file of a FIX session: name another fix.storePath, or move that file away`,
    );
  }
  let state: StoreState | undefined;
  let turn: (readonly [msgSeqNum: number, span: KeptSpan])[] = [];
  let isReset = false;
  let at = STORE_MAGIC.length;
  const visitor = {
    identity: (text: string) => refuseOther(path, text, identity),
    kept: (msgSeqNum: number, span: KeptSpan) => void turn.push([msgSeqNum, span]),
    reset: () => {
      turn = [];
      isReset = true;
    },
    numbers: (nextIn: number, nextOut: number, createdMs: number, fileBytes: number) => {
      state = { fileBytes, nextIn, nextOut, createdMs };
      if (isReset) kept.clear();
      for (const [msgSeqNum, span] of turn) kept.add(msgSeqNum, span);
      turn = [];
      isReset = false;
    },
  };
  for (;;) {
    const recordBytes = recordBytesAt(bytes, at);
    if (recordBytes === 0 || !visitRecord(bytes, at, recordBytes, visitor)) break;
    at += recordBytes;
  }
  if (hasNumbersAfter(bytes, at)) throw damage(path, at);
  return state;
}

function refuseOther(path: string, found: string, identity: string): void {
  if (found === identity) return;
  throw new StoreError(
    'store-not-ours',
    `${path} has the numbers of the session ${found}, not of ${identity}: name another fix.storePath`,
  );
}

/** A file whose first turn, the numbers 1 and 1, is on disk. */
function begin(fd: number, identity: string, wallMs: number): StoreState {
  const records = new RecordBuffer();
  records.identity(identity);
  records.numbers(1, 1, wallMs);
  const bytes = Buffer.concat([STORE_MAGIC, records.bytes]);
  ftruncateSync(fd, 0);
  writeSync(fd, bytes, 0, bytes.length, 0);
  return { fileBytes: bytes.length, nextIn: 1, nextOut: 1, createdMs: wallMs };
}

/** The error for a bad record with good ones behind it, or one that cannot be read again. */
export const damage = (path: string, offset: number): StoreError =>
  new StoreError(
    'store-damaged',
    `${path} is damaged at byte ${offset}, before its end: its sequence numbers cannot be trusted. Restore the file; or delete it and log on with a reset (141=Y), or agree on the next sequence numbers with the counterparty`,
  );
