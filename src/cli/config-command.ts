/** `bookcast config`: what the settings are and where they come from. Cold. */
import type { Command } from 'commander';
import { configJson, configTable } from '../config/print.js';
import { addConfigOptions, configFromOptions, SERVE_FLAGS } from './config-options.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { printLine } from './output.js';

export function addConfigCommand(program: Command, finish: (code: ExitCode) => void): void {
  const config = program.command('config').description('Show or check the settings.');
  const print = config
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
  const check = config
    .command('check')
    .description('Check file, variables and flags; print what is wrong.');
  addConfigOptions(check, SERVE_FLAGS);
  check.action((options: Record<string, unknown>) => {
    configFromOptions(options, SERVE_FLAGS);
    printLine('the configuration is valid');
    finish(EXIT.CLEAN);
  });
}
