import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LAYERS, roomOf } from './layers.js';
import { readSourceTree, type SourceFile } from './source-tree.js';

const FILE_LINES_LIMIT = 400;
const FUNCTION_LINES_LIMIT = 70;

const files = readSourceTree();

/** Files that may touch Atomics: the rings, and the counters that other threads read. */
const mayUseAtomics = (path: string): boolean =>
  path.startsWith('ring/') || path.startsWith('telemetry/counter');

/** The two places that read a clock: one for the server's threads, one for the SDK. */
const CLOCK_FILES = ['telemetry/clock.ts', 'client/clock.ts'];

function nodesOf<T extends ts.Node>(file: SourceFile, is: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

const lineOf = (file: SourceFile, node: ts.Node): number =>
  file.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;

describe('the layer table', () => {
  it('has a room for every source file', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => roomOf(file.path) === '').map((file) => file.path)).toEqual([]);
  });

  it('is obeyed by every import, type-only ones included', () => {
    const breaches = files.flatMap((file) => {
      const room = roomOf(file.path);
      return file.imports
        .filter((target) => {
          const targetRoom = roomOf(target);
          return targetRoom !== room && !LAYERS[room]!.mayImport.includes(targetRoom);
        })
        .map((target) => `${file.path} imports ${target}`);
    });
    expect(breaches).toEqual([]);
  });

  it('gives every package to the rooms that own it', () => {
    const breaches = files.flatMap((file) =>
      file.packages
        .filter((name) => !LAYERS[roomOf(file.path)]!.packages.includes(name))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(breaches).toEqual([]);
  });

  it('keeps the venues of feed/normalize from importing one another (what they share is in parts/)', () => {
    const venueOf = (path: string): string | undefined =>
      /^feed\/normalize\/([^/]+)\//.exec(path)?.[1];
    const breaches = files.flatMap((file) =>
      file.imports
        .filter((target) => {
          const [mine, theirs] = [venueOf(file.path), venueOf(target)];
          const isShared = theirs === undefined || theirs === 'parts';
          return mine !== undefined && !isShared && mine !== theirs;
        })
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(breaches).toEqual([]);
  });

  it('has no import cycle between files', () => {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const walk = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      state.set(path, 'open');
      for (const target of byPath.get(path)?.imports ?? []) walk(target, [...trail, path]);
      state.set(path, 'done');
    };
    for (const file of files) walk(file.path, []);
    expect(cycles).toEqual([]);
  });
});

describe('the style rules', () => {
  it('keep files small', () => {
    const long = files.filter((file) => file.lineCount > FILE_LINES_LIMIT);
    expect(long.map((file) => `${file.path}: ${file.lineCount} lines`)).toEqual([]);
  });

  it('keep functions small', () => {
    const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isArrowFunction(node) ||
      ts.isFunctionExpression(node) ||
      ts.isConstructorDeclaration(node) ||
      ts.isAccessor(node);
    const long = files.flatMap((file) =>
      nodesOf(file, isFunction).flatMap((node) => {
        const start = lineOf(file, node);
        const end = file.tree.getLineAndCharacterOfPosition(node.end).line + 1;
        const lines = end - start + 1;
        return lines > FUNCTION_LINES_LIMIT ? [`${file.path}:${start}: ${lines} lines`] : [];
      }),
    );
    expect(long).toEqual([]);
  });

  it('have no default export, no any, no enum', () => {
    const isForbidden = (node: ts.Node): node is ts.Node =>
      node.kind === ts.SyntaxKind.AnyKeyword ||
      ts.isEnumDeclaration(node) ||
      ts.isExportAssignment(node) ||
      (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent));
    const breaches = files.flatMap((file) =>
      nodesOf(file, isForbidden).map((node) => `${file.path}:${lineOf(file, node)}`),
    );
    expect(breaches).toEqual([]);
  });

  it('name every concept: no utils, helpers, common, misc or manager', () => {
    const nameless = files.filter((file) =>
      /(^|[/.-])(utils?|helpers?|common|misc|managers?)([/.-])/.test(file.path),
    );
    expect(nameless.map((file) => file.path)).toEqual([]);
  });

  it('silence neither the compiler nor the linter', () => {
    const silenced = files.filter((file) =>
      /@ts-(ignore|nocheck|expect-error)|eslint-disable/.test(file.text),
    );
    expect(silenced.map((file) => file.path)).toEqual([]);
  });

  it('keep Atomics in the rings and the counters', () => {
    const isAtomics = (node: ts.Node): node is ts.Identifier =>
      ts.isIdentifier(node) && node.text === 'Atomics';
    const breaches = files
      .filter((file) => !mayUseAtomics(file.path))
      .flatMap((file) =>
        nodesOf(file, isAtomics).map((node) => `${file.path}:${lineOf(file, node)}`),
      );
    expect(breaches).toEqual([]);
  });

  it('read a clock in one place a side', () => {
    const isClock = (node: ts.Node): node is ts.PropertyAccessExpression | ts.NewExpression => {
      if (ts.isPropertyAccessExpression(node)) {
        return /^(Date\.now|performance\.(now|timeOrigin)|process\.hrtime)$/.test(node.getText());
      }
      return (
        ts.isNewExpression(node) &&
        node.expression.getText() === 'Date' &&
        (node.arguments ?? []).length === 0
      );
    };
    const breaches = files
      .filter((file) => !CLOCK_FILES.includes(file.path))
      .flatMap((file) =>
        nodesOf(file, isClock).map((node) => `${file.path}:${lineOf(file, node)}`),
      );
    expect(breaches).toEqual([]);
  });

  it('begin every file with what it owns', () => {
    const bare = files.filter((file) => !/^(#!.*\n)?\/\*\*|^(#!.*\n)?\/\//.test(file.text));
    expect(bare.map((file) => file.path)).toEqual([]);
  });
});
