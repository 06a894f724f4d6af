/** `bookcast doctor`: what this host does to the latency tail, and what to change. Cold. */
import type { Command } from 'commander';
import { examineHost, thisHost } from '../host/index.js';
import { loadWebSocketLibrary } from '../runtime/index.js';
import { addConfigOptions, configFromOptions, type ShortFlag } from './config-options.js';
import { doctorJson, doctorText } from './doctor-report.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { printLine } from './output.js';

/** What the host has to suffice for; every other setting has its long flag as well. */
const DOCTOR_FLAGS: readonly ShortFlag[] = [
  { flag: '--lanes', key: 'lanes' },
  { flag: '--gateways', key: 'gateways' },
  { flag: '--clients', key: 'gateway.connectionLimit' },
  { flag: '--realtime-priority', key: 'threads.realtimePriority' },
];

const EXAMPLES = `
Examples:
  bookcast doctor                              this host, for the default settings
  bookcast doctor --config bookcast.yaml       for yours: threads, clients, rings
  bookcast doctor --lanes 4 --clients 50000
  bookcast doctor --json | jq '.checks[] | select(.status == "problem")'

Exit codes: 0 no problem, 1 problems. It changes nothing, and needs no rights.`;

export function addDoctorCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('doctor')
    .description('Check this host: cores, limits, network, clock, hiccups; say what to change.')
    .option('--json', 'one JSON object with every check');
  addConfigOptions(command, DOCTOR_FLAGS);
  command.addHelpText('after', EXAMPLES);
  command.action(async (options: Record<string, unknown>) => {
    const { config } = configFromOptions(options, DOCTOR_FLAGS);
    const results = await examineHost(thisHost(config, loadWebSocketLibrary));
    const isColored = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
    printLine(
      options['json'] === true
        ? JSON.stringify(doctorJson(results), undefined, 2)
        : doctorText(results, isColored),
    );
    const hasProblem = results.some(({ status }) => status === 'problem');
    finish(hasProblem ? EXIT.RUNTIME : EXIT.CLEAN);
  });
}
