/** The table of venues in docs/venues/README.md against the code. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VENUES } from '../../src/feed/normalize/venue-table.js';
import { repositoryRoot } from '../architecture/source-tree.js';
import { readDocument } from './table-rows.js';

const IMAGES = { rest: 'REST snapshot', resubscribe: 'subscribing again' } as const;

interface Row {
  readonly venue: string;
  readonly page: string;
  readonly image: string;
  readonly ours: string;
  readonly theirs: string;
}

const rows: Row[] = readDocument('venues/README.md')
  .split('\n')
  .filter((line) => line.startsWith('| ['))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, venue, page] = /^\[`(.+)`\]\((.+)\)$/.exec(cells[1]!)!;
    const [, ours, theirs] = /^`(.+)` → `(.+)`$/.exec(cells[6]!)!;
    return { venue: venue!, page: page!, image: cells[3]!, ours: ours!, theirs: theirs! };
  });

describe('the table of venues', () => {
  it('has every venue once, and no other', () => {
    const names = VENUES.map((entry) => entry.venue).sort();
    expect(rows.map((row) => row.venue).sort()).toEqual(names);
  });

  it.each(rows)('says of $venue how its image comes and what its symbols are', (row) => {
    const { imageOrigin, nativeSymbol } = VENUES.find((entry) => entry.venue === row.venue)!;
    const image = typeof imageOrigin === 'string' ? IMAGES[imageOrigin] : 'as the options say';
    expect([row.image, row.theirs]).toEqual([image, nativeSymbol(row.ours)]);
  });

  it('leads to a page for every venue, which names it', () => {
    for (const { venue, page } of rows) {
      expect([venue, existsSync(join(repositoryRoot, 'docs', 'venues', page))]).toEqual([
        venue,
        true,
      ]);
      expect(readDocument(`venues/${page}`)).toContain(`\`${venue}\``);
    }
  });
});

describe('the guide', () => {
  it('names files that exist', () => {
    const guide = readDocument('adding-a-venue.md');
    const paths = [...guide.matchAll(/`((?:src|test|book|event)\/[\w./-]+)`/g)].map(
      ([, path]) => path!,
    );
    const isThere = (path: string): boolean =>
      ['', 'src'].some((folder) => existsSync(join(repositoryRoot, folder, path)));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !/VENUE/.test(path) && !isThere(path))).toEqual([]);
  });

  it('names shared pieces that exist', () => {
    const guide = readDocument('adding-a-venue.md');
    const pieces = guide.split('| piece | for |')[1]!.split('\n\n')[0]!;
    const names = [...pieces.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
    );
    const fileOf = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
    const functions: Record<string, string> = {
      scaledOf: 'decimal-text',
      scaledOfNumber: 'decimal-text',
      parseExactJson: 'exact-json',
    };
    const parts = join(repositoryRoot, 'src/feed/normalize/parts');
    const missing = names.filter(
      (name) => !existsSync(join(parts, `${functions[name] ?? fileOf(name)}.ts`)),
    );
    expect(missing).toEqual([]);
  });
});
