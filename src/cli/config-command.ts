/** `bookcast config`: what the settings are and where they come from. Cold. */
import type { Command } from 'commander';
import { configJson, configTable } from '../config/print.js';
import { checkSources } from '../runtime/index.js';
import { addConfigOptions, configFromOptions, SERVE_FLAGS } from './config-options.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { printLine } from './output.js';

export function addConfigCommand(program: Command, finish: (code: ExitCode) => void): void {
  const group = program.command('config').description('Show or check the settings.');
  const print = group
    .command('print')
    .description('Print every setting and where its value comes from.')
    .option('--json', 'with defaults, variables, flags and what is allowed');
  addConfigOptions(print, SERVE_FLAGS);
  print.action((options: Record<string, unknown>) => {
    const loaded = configFromOptions(options, SERVE_FLAGS);
    printLine(
      options['json'] === true
        ? JSON.stringify(configJson(loaded), undefined, 2)
        : configTable(loaded),
    );
    finish(EXIT.CLEAN);
  });
  const check = group
    .command('check')
    .description('Check file, variables and flags; print what is wrong.');
  addConfigOptions(check, SERVE_FLAGS);
  check.action((options: Record<string, unknown>) => {
    const { config, origins } = configFromOptions(options, SERVE_FLAGS);
    checkSources(config, origins.get('sources')!);
    printLine('the configuration is valid');
    finish(EXIT.CLEAN);
  });
}
