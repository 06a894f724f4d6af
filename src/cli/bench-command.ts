/** `bookcast bench`: the bench that the package ships, in a process of its own. Owns no figure. Cold. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { EXIT, UsageError, type ExitCode } from './exit-code.js';
import { onStopSignals } from './interrupt.js';

const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** @throws UsageError where the package came without its bench folder. */
export function benchProgram(packageRoot: URL = PACKAGE_ROOT): string {
  const path = fileURLToPath(new URL('bench/run.mjs', packageRoot));
  if (!existsSync(path)) {
    throw new UsageError(
      `bench: ${path} is not there; the published package and the repository have it, a trimmed image may not`,
    );
  }
  return path;
}

export function addBenchCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('bench')
    .description('Measure this build beside its peers (--help lists scenarios and options).')
    .argument('[words...]', 'scenarios and options of the bench')
    // Its options are the bench's own affair, --help among them.
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: readonly string[]) => finish(await runBench(words)));
}

const EXIT_CODES: readonly ExitCode[] = [EXIT.CLEAN, EXIT.RUNTIME, EXIT.USAGE];

async function runBench(words: readonly string[]): Promise<ExitCode> {
  const child = spawn(process.execPath, [benchProgram(), ...words], {
    stdio: 'inherit',
    env: { ...process.env, BENCH_COMMAND: 'bookcast bench' },
  });
  onStopSignals(() => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return EXIT_CODES.find((known) => known === code) ?? EXIT.RUNTIME;
}
