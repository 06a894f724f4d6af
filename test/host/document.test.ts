import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/host/checks/index.js';
import { repositoryRoot } from '../architecture/source-tree.js';

describe('docs/operations.md, "Checking the host"', () => {
  it('lists every check in the order in which they are told', () => {
    const text = readFileSync(join(repositoryRoot, 'docs', 'operations.md'), 'utf8');
    const section = text.slice(text.indexOf('## Checking the host'));
    const rows = section.slice(0, section.indexOf('\n## ')).matchAll(/^\| `([a-z-]+)` \|/gm);
    expect([...rows].map(([, id]) => id)).toEqual(CHECKS.map(({ id }) => id));
  });

  it('has titles that fit their column', () => {
    expect(CHECKS.filter(({ title }) => title.length > 17)).toEqual([]);
  });
});
