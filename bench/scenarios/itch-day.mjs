/** An ITCH file for the scenarios that replay one; written once, removed at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBookcast } from '../harness/command.mjs';

const SEED = 1;
export const SYMBOLS = 50;

/** @returns {folder, file, messages}. */
export async function writeItchDay(messages) {
  const folder = mkdtempSync(join(tmpdir(), 'bookcast-bench-'));
  const file = join(folder, 'day.itch50');
  const shape = ['--messages', messages, '--symbols', SYMBOLS, '--seed', SEED].map(String);
  await runBookcast(['sim', 'itch', ...shape, '--out', file]);
  return { folder, file, messages };
}

export const removeItchDay = ({ folder }) => rmSync(folder, { recursive: true });
