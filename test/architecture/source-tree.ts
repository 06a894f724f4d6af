/** Reads src/ once with the TypeScript parser: every file, what it imports, what it declares. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const sourceRoot = join(repositoryRoot, 'src');

export interface SourceFile {
  /** Path below src/, with slashes. */
  readonly path: string;
  readonly lineCount: number;
  readonly text: string;
  readonly tree: ts.SourceFile;
  /** Paths below src/ of the files it imports, type-only ones included. */
  readonly imports: readonly string[];
  /** Packages it imports, `node:` modules left out. */
  readonly packages: readonly string[];
}

function typescriptFilesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : typescriptFilesBelow(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

function moduleSpecifiers(tree: ts.SourceFile): string[] {
  const specifiers: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      specifiers.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments;
      if (target && ts.isStringLiteral(target)) specifiers.push(target.text);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const literal = node.argument.literal;
      if (ts.isStringLiteral(literal)) specifiers.push(literal.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return specifiers;
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

export function readSourceTree(): SourceFile[] {
  return typescriptFilesBelow(sourceRoot).map((file) => {
    const text = readFileSync(file, 'utf8');
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    const specifiers = moduleSpecifiers(tree);
    return {
      path: relative(sourceRoot, file).split(sep).join('/'),
      lineCount: text.split('\n').length - 1,
      text,
      tree,
      imports: specifiers
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) =>
          relative(sourceRoot, resolve(dirname(file), specifier.replace(/\.js$/, '.ts')))
            .split(sep)
            .join('/'),
        ),
      packages: specifiers
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .map(packageOf),
    };
  });
}
