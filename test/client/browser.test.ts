import { describe, expect, it } from 'vitest';
import { readSourceTree } from '../architecture/source-tree.js';

const files = new Map(readSourceTree().map((file) => [file.path, file]));

/** Files reached from a file by imports, dynamic ones included. */
function reachedFrom(path: string, reached = new Set<string>()): Set<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const target of files.get(path)?.imports ?? []) reachedFrom(target, reached);
  return reached;
}

describe('the SDK in a browser, unbundled', () => {
  it('reaches no package and no module of Node but through the file that browsers never load', () => {
    const reached = [...reachedFrom('client/index.ts')];
    expect(reached.length).toBeGreaterThan(20);
    const bare = reached.filter((path) => {
      const file = files.get(path);
      return file === undefined || file.packages.length > 0 || /from 'node:/.test(file.text);
    });
    expect(bare).toEqual(['client/node-socket.ts']);
  });

  it('loads that file only by a dynamic import', () => {
    const importers = [...files.values()].filter((file) =>
      file.imports.includes('client/node-socket.ts'),
    );
    expect(importers.map((file) => file.path)).toEqual(['client/open-socket.ts']);
    expect(importers[0]!.text).toContain("await import('./node-socket.js')");
    expect(importers[0]!.text).not.toMatch(/^import .*node-socket/m);
  });
});
