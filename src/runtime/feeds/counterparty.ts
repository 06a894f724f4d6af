/**
 * The text of a FIX source that names a counterparty of the settings (`fix.counterparties`): its options are what the
 * settings say, and the text's own in front of them. Owns that merger. Cold, supervisor.
 */
import type { Mapping, MappingValue } from '../../config/leaf.js';
import { nearest } from '../../config/nearest.js';
import type { BookcastConfig } from '../../config/schema.js';
import type { FilesSettings } from '../../fix/session/endpoint-settings.js';
import type { SourceText, SourceTextProblem } from '../../config/source-text.js';

const FIX = 'fix';
const SECRET_NAMES: readonly string[] = ['password', 'passphrase', 'newPassword'];

/** @returns the text with the counterparty's options, or what is wrong with it. */
export function withCounterparty(
  text: SourceText,
  { counterparties }: BookcastConfig['fix'],
): SourceText | SourceTextProblem {
  const wanted = text.options.get('counterparty');
  if (text.venue !== FIX || wanted === undefined) return text;
  const counterparty = counterparties.find(({ name }) => name === wanted) as Mapping | undefined;
  if (counterparty === undefined) {
    const names = counterparties.map(({ name }) => String(name));
    return { problem: `there is no counterparty ${wanted}; ${thereAre(wanted, names)}` };
  }
  const secret = SECRET_NAMES.find((name) => name in counterparty);
  if (secret !== undefined) {
    const variable = `BOOKCAST_FIX_${wanted.toUpperCase().replaceAll('-', '_')}_${secret.toUpperCase()}`;
    return {
      problem: `the counterparty ${wanted} has a ${secret} in fix.counterparties, where everybody can read it; give it as ${variable}`,
    };
  }
  const { name: _, ...settings } = counterparty;
  const options = new Map(
    Object.entries(settings).map(([name, value]) => [name, textOf(value)] as const),
  );
  for (const [name, value] of text.options) options.set(name, value);
  return { ...text, options };
}

/** What the sessions of all counterparties keep on disk; undefined: nothing. */
export function sessionFiles(settings: BookcastConfig['fix']): FilesSettings | undefined {
  const { storePath, keptBytesLimit, syncs, messageLogFileBytes, messageLogFilesLimit } = settings;
  if (storePath === '') return undefined;
  return {
    storePath,
    keptBytesLimit,
    syncs,
    ...(messageLogFileBytes === 0
      ? {}
      : { messageLog: { fileBytes: messageLogFileBytes, filesLimit: messageLogFilesLimit } }),
  };
}

function thereAre(wanted: string, names: readonly string[]): string {
  if (names.length === 0) return 'fix.counterparties names none';
  return `did you mean ${nearest(wanted, names)}? There are: ${names.join(', ')}`;
}

function textOf(value: MappingValue): string {
  if (Array.isArray(value)) return value.map((each) => textOf(each as MappingValue)).join(',');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
