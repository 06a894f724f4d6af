/** What is wrong with a configuration: every problem at once, each with its place and the way out. */

export interface ConfigProblem {
  /** `gateway.port`, or the unknown name as it was written. */
  readonly key: string;
  /** `BOOKCAST_GATEWAY_PORT`, `--gateway-port` or `bookcast.yaml:12`. */
  readonly origin: string;
  readonly value?: unknown;
  /** A sentence without the key: what is allowed, or what was meant. */
  readonly message: string;
}

export class ConfigError extends Error {
  readonly code = 'bad-config';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.name = 'ConfigError';
  }
}

function describeProblem(problem: ConfigProblem): string {
  const value = problem.value === undefined ? '' : ` = ${JSON.stringify(problem.value)}`;
  const where = problem.origin === problem.key ? '' : ` (${problem.origin})`;
  return `${problem.key}${value}${where}: ${problem.message}`;
}
