/**
 * All files of one session in a folder of its own: lock, sequence numbers and sent messages. Owns the
 * folder's name and the lock. Cold but for what the store does.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionIdentity } from '../session/session-settings.js';
import { FileStore } from './file-store.js';
import { ioError } from './store-error.js';

export interface SessionFilesOptions {
  /** The folder of all sessions; made where it is missing. */
  readonly storePath: string;
  readonly identity: SessionIdentity;
  readonly wallMs: number;
  readonly keptBytesLimit: number;
  readonly syncs: boolean;
  /** For the operator's log. */
  readonly note: (text: string) => void;
}

export interface SessionFiles {
  readonly folder: string;
  readonly store: FileStore;
  /** Everything is on disk then, and somebody else may open it. */
  close(): void;
}

export const KEPT_BYTES_LIMIT_DEFAULT = 16 * 1024 * 1024;

/** @throws StoreError, in the promise. */
export async function openSessionFiles(options: SessionFilesOptions): Promise<SessionFiles> {
  const { storePath, identity } = options;
  const folder = join(storePath, sessionFolderName(identity));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw ioError('store-unwritable', folder, 'make', error);
  }
  const { FileLock } = await import('./file-lock.js');
  const lock = FileLock.take(join(folder, 'lock'));
  try {
    const store = new FileStore({
      ...options,
      path: join(folder, 'session.store'),
      identity: sessionFolderName(identity),
    });
    return {
      folder,
      store,
      close: () => {
        store.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** `FIX.4.4-SENDER-TARGET`, with `.SUB` behind a CompID that has one; what a path cannot have is `%xx`. */
export function sessionFolderName(identity: SessionIdentity): string {
  const { version, senderCompId, senderSubId, targetCompId, targetSubId } = identity;
  const sender = party(senderCompId, senderSubId);
  return `${version}-${sender}-${party(targetCompId, targetSubId)}`;
}

const party = (compId: string, subId: string | undefined): string =>
  subId === undefined ? escaped(compId) : `${escaped(compId)}.${escaped(subId)}`;

const escaped = (text: string): string =>
  text.replace(
    /[^A-Za-z0-9_]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
