/** `bookcast sim fix`: a FIX counterparty on loopback, to try a feed without one. Until a signal. Cold. */
import { Option, type Command } from 'commander';
import { BEGIN_STRINGS, type FixVersion } from '../fix/session/session-settings.js';
import { FIX_KEYINGS, isUnavailable, startFix, type FixOptions } from '../runtime/index.js';
import { EXIT, UsageError, type ExitCode } from './exit-code.js';
import { onStopSignals } from './interrupt.js';
import { withMarketOptions, type MarketFlags } from './market-options.js';
import { printError, printLine } from './output.js';
import { wholeNumber } from './whole-number.js';

interface FixFlags extends MarketFlags {
  readonly port: number;
  readonly faultPort: number;
  readonly fixVersion: FixVersion;
  readonly keying: (typeof FIX_KEYINGS)[number];
  readonly depth: number;
  readonly fragments: number;
  readonly rptSeq: boolean;
  readonly inherit: boolean;
  readonly trades: boolean;
  readonly list: boolean;
  readonly status: boolean;
  readonly sender: string;
  readonly target: string;
  readonly user?: string;
  readonly resetOnLogon: boolean;
  readonly heartbeat: number;
  readonly connect?: HostPort;
  readonly tlsCertificate?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
}

interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** What the counterparty's Logon must say, or says; in the environment, so that no list of processes shows it. */
const PASSWORD_VARIABLE = 'BOOKCAST_FIX_PASSWORD';

const EXAMPLES = `
Examples:
  bookcast sim fix                                             FIX 4.4, one entry a price
  bookcast sim fix --fix-version FIX.5.0SP2 --keying level --depth 10
  bookcast sim fix --keying id --inherit --fragments 20
  bookcast sim fix --connect 127.0.0.1:9880                    comes to a server and pushes, as a FIX hub does
  ${PASSWORD_VARIABLE}=secret bookcast sim fix --user desk     takes only this Logon`;

/** @throws UsageError. */
function hostPort(text: string): HostPort {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535))
    throw new UsageError(`--connect ${text}: expected HOST:PORT, as in 127.0.0.1:9880`);
  return { host: bracketed ?? plain!, port };
}

/** @throws UsageError. */
function compId(flag: string): (text: string) => string {
  return (text) => {
    if (!/^[\x21-\x7e]{1,64}$/.test(text))
      throw new UsageError(`${flag} ${text}: expected 1 to 64 characters of ASCII without spaces`);
    return text;
  };
}

export function addSimFixCommand(sim: Command, finish: (code: ExitCode) => void): void {
  withMarketOptions(sim.command('fix'))
    .description('Start a simulator of a FIX counterparty with market data, with faults on demand.')
    .option(
      '--port <n>',
      'TCP port of FIX; 0 takes any free one',
      wholeNumber('--port', 0, 65_535),
      0,
    )
    .option(
      '--fault-port <n>',
      'TCP port of the HTTP door for faults and books; 0 takes any free one',
      wholeNumber('--fault-port', 0, 65_535),
      0,
    )
    .addOption(
      new Option('--fix-version <version>', 'version of FIX')
        .choices(Object.keys(BEGIN_STRINGS))
        .default('FIX.4.4'),
    )
    .addOption(
      new Option('--keying <way>', 'what names an entry').choices(FIX_KEYINGS).default('price'),
    )
    .option('--depth <n>', 'levels a side at most; 0: all', wholeNumber('--depth', 0, 10_000), 0)
    .option(
      '--fragments <n>',
      'entries in one message at most, marked by LastFragment; 0: all in one',
      wholeNumber('--fragments', 0, 10_000),
      0,
    )
    .option('--no-rpt-seq', 'without RptSeq: a change that is missing is not seen')
    .option('--inherit', 'an entry does not repeat the instrument of the one before it', false)
    .option('--no-trades', 'without trades')
    .option('--no-list', 'without a security list')
    .option('--no-status', 'without SecurityStatus and TradingSessionStatus')
    .option('--sender <id>', 'its SenderCompID', compId('--sender'), 'SIM')
    .option('--target <id>', 'its TargetCompID: the server', compId('--target'), 'BOOKCAST')
    .option('--user <name>', `Username of the Logon; its password is in ${PASSWORD_VARIABLE}`)
    .option('--reset-on-logon', 'sequence numbers begin at 1 with every Logon', false)
    .option(
      '--heartbeat <seconds>',
      'HeartBtInt, where it connects itself',
      wholeNumber('--heartbeat', 1, 3_600),
      10,
    )
    .option('--connect <host:port>', 'connect there and push, instead of listening', hostPort)
    .option('--tls-certificate <file>', 'its certificate in PEM: speaks TLS')
    .option('--tls-key <file>', 'the key of the certificate')
    .option('--tls-ca <file>', 'authority of the other side’s certificate, in PEM')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: FixFlags) => finish(await simFix(flags)));
}

async function simFix(flags: FixFlags): Promise<ExitCode> {
  const { connect, sender, fixVersion } = flags;
  const password = process.env[PASSWORD_VARIABLE];
  const simulator = await started({
    ...optionsOf(flags),
    ...(password === undefined ? {} : { password }),
  });
  const secret = password === undefined ? '' : `${PASSWORD_VARIABLE}=… `;
  const where =
    connect === undefined
      ? `listens on ${simulator.address}`
      : `connects to ${connect.host}:${connect.port}`;
  printLine(`${sender} (${fixVersion}) ${where}. In another terminal:`);
  // Its sequence numbers end with it, the server's are in files: so the line holds for the next simulator, too.
  const sourceText = `${simulator.sourceText}&resetOnLogon=yes`;
  printLine(`  ${secret}bookcast serve --source '${sourceText}'`);
  printLine(`  curl '${simulator.doorUrl}/_fault?kind=drop'      (an unknown kind lists them all)`);
  printLine(`  curl '${simulator.doorUrl}/_books?depth=5'        (the books as they should be)`);
  await new Promise<void>((resolve) => onStopSignals(() => resolve()));
  await simulator.close();
  return EXIT.CLEAN;
}

/** @throws UsageError for ports and certificates that cannot be had. */
async function started(options: FixOptions): ReturnType<typeof startFix> {
  try {
    return await startFix(options);
  } catch (error) {
    if (isUnavailable(error)) throw new UsageError(error.message);
    throw error;
  }
}

function optionsOf(flags: FixFlags): FixOptions {
  const { connect, user } = flags;
  const tls = tlsOf(flags);
  return {
    symbolCount: flags.symbols,
    seed: flags.seed,
    changesPerSecond: flags.rate,
    port: flags.port,
    doorPort: flags.faultPort,
    version: flags.fixVersion,
    keying: flags.keying,
    depthLimit: flags.depth,
    fragmentEntries: flags.fragments,
    hasRptSeq: flags.rptSeq,
    inheritsInstrument: flags.inherit,
    hasTrades: flags.trades,
    hasSecurityList: flags.list,
    hasStatus: flags.status,
    senderCompId: flags.sender,
    targetCompId: flags.target,
    resetOnLogon: flags.resetOnLogon,
    heartBtIntSeconds: flags.heartbeat,
    note: printError,
    ...(connect === undefined ? {} : { connect }),
    ...(user === undefined ? {} : { username: user }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function tlsOf({ tlsCertificate, tlsKey, tlsCa }: FixFlags): FixOptions['tls'] {
  if (tlsCertificate === undefined && tlsKey === undefined && tlsCa === undefined) return undefined;
  return {
    ...(tlsCertificate === undefined ? {} : { certificatePath: tlsCertificate }),
    ...(tlsKey === undefined ? {} : { keyPath: tlsKey }),
    ...(tlsCa === undefined ? {} : { caPath: tlsCa }),
  };
}
