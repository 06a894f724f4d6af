/** Tables of a Markdown document, so that tests can compare them with the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../architecture/source-tree.js';

export const readDocument = (name: string): string =>
  readFileSync(join(repositoryRoot, 'docs', name), 'utf8');

/** Rows of all tables of a chapter, as cells without their code marks; heads are left out. */
export function tableRows(text: string, chapter: string): string[][] {
  const body = text.split(`\n## ${chapter}\n`)[1]?.split('\n## ')[0];
  if (body === undefined) throw new Error(`no chapter ${chapter}`);
  return body
    .split('\n')
    .filter(
      (line, i, lines) =>
        line.startsWith('|') && !line.startsWith('|---') && !lines[i + 1]?.startsWith('|---'),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}
