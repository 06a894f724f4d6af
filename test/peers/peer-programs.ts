/**
 * The FIX engines of others that tests talk to: QuickFIX C++ (Debian: libquickfix-dev, g++) and QuickFIX/J (Java, Maven). Each is built
 * once for its sources and kept in the system's folder for temporary files. The dictionaries of both are those in QuickFIX/J's jar.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PeerProgram {
  readonly name: 'quickfix' | 'quickfixj';
  readonly command: string;
  /** Before the peer's own. */
  readonly args: readonly string[];
  /** Where FIX42.xml and the others are. */
  readonly dictionaries: string;
}

const here = dirname(fileURLToPath(import.meta.url));
const BUILD_MS_LIMIT = 240_000;

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: 'pipe', timeout: BUILD_MS_LIMIT });
}

const sourcesOf = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));

/** The folder with what `build` makes of these sources; nobody sees it half made. */
function built(name: string, sources: readonly string[], build: (into: string) => void): string {
  const hash = createHash('sha256');
  for (const path of sources) hash.update(basename(path)).update(readFileSync(path));
  const folder = join(tmpdir(), `bookcast-${name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const making = mkdtempSync(join(tmpdir(), `bookcast-${name}-`));
  try {
    build(making);
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // Somebody else was faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** QuickFIX/J with what it needs, and the dictionaries beside it. */
function javaLibraries(): string {
  const pom = join(here, 'quickfixj', 'pom.xml');
  return built('quickfixj-libraries', [pom], (into) => {
    const args = [
      '-q',
      '-B',
      '-f',
      pom,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${into}`,
    ];
    run('mvn', args, into);
    const core = readdirSync(into).find((name) => name.startsWith('quickfixj-core'))!;
    run('jar', ['xf', core, 'FIX42.xml', 'FIX44.xml', 'FIXT11.xml', 'FIX50SP2.xml'], into);
  });
}

function makeQuickfix(): PeerProgram {
  const folder = join(here, 'quickfix');
  const program = built('quickfix', sourcesOf(folder), (into) => {
    const out = join(into, 'peer');
    const options = ['-std=c++14', '-O1', '-Wall', '-Wno-deprecated', '-o', out];
    run('g++', [...options, join(folder, 'peer.cpp'), '-lquickfix', '-lpthread'], into);
  });
  return {
    name: 'quickfix',
    command: join(program, 'peer'),
    args: [],
    dictionaries: javaLibraries(),
  };
}

function makeQuickfixj(): PeerProgram {
  const libraries = javaLibraries();
  const sources = sourcesOf(join(here, 'quickfixj'));
  const classes = built('quickfixj', sources, (into) => {
    const java = sources.filter((path) => path.endsWith('.java'));
    run('javac', ['-d', into, '-cp', join(libraries, '*'), ...java], into);
  });
  return {
    name: 'quickfixj',
    command: 'java',
    args: [
      '-Xmx256m',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      `${classes}:${join(libraries, '*')}`,
      'Peer',
    ],
    dictionaries: libraries,
  };
}

function orSkipped(variable: string, make: () => PeerProgram): PeerProgram | undefined {
  try {
    return make();
  } catch (error) {
    if (process.env[variable] === '1') throw error;
    console.warn(`skipped: ${variable} is not set and ${(error as Error).message.trim()}`);
    return undefined;
  }
}

/** Undefined, and told, where it cannot be built here; an error where BOOKCAST_REQUIRE_QUICKFIX=1. */
export const quickfix = (): PeerProgram | undefined =>
  orSkipped('BOOKCAST_REQUIRE_QUICKFIX', makeQuickfix);

/** The same with BOOKCAST_REQUIRE_QUICKFIXJ. */
export const quickfixj = (): PeerProgram | undefined =>
  orSkipped('BOOKCAST_REQUIRE_QUICKFIXJ', makeQuickfixj);

/** Those of them that are there. */
export const peerPrograms = (): PeerProgram[] =>
  [quickfix(), quickfixj()].filter((program) => program !== undefined);
