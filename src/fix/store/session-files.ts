/**
 * All files of one session in a folder of its own: lock, sequence numbers and sent messages, message log.
 * Owns the folder's name and the lock. Cold but for what the store does.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FilesSettings } from '../session/endpoint-settings.js';
import type { SessionIdentity } from '../session/session-settings.js';
import { FileStore } from './file-store.js';
import { MessageLog } from './message-log.js';
import { ioError } from './store-error.js';

export interface SessionFilesOptions extends FilesSettings {
  readonly identity: SessionIdentity;
  /** Masked in the message log. */
  readonly password?: string | undefined;
  readonly wallMs: number;
  /** For the operator's log. */
  readonly note: (text: string) => void;
}

export interface SessionFiles {
  readonly folder: string;
  readonly store: FileStore;
  readonly log: MessageLog | undefined;
  /** Everything is on disk then, and somebody else may open it. */
  close(): Promise<void>;
}

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
    const { messageLog, password, note } = options;
    const log = messageLog && new MessageLog({ ...messageLog, folder, password, note });
    return {
      folder,
      store,
      log,
      close: async () => {
        store.close();
        await log?.close();
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
