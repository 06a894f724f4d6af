/**
 * The Prometheus text format (version 0.0.4). Owns escaping and the order of lines; must never
 * know what is measured. Runs in the supervisor.
 */

export type MetricKind = 'counter' | 'gauge' | 'summary';
export type Labels = Readonly<Record<string, string | number>>;

export const EXPOSITION_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const NAME_PATTERN = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_PATTERN = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    if (!LABEL_PATTERN.test(name)) throw new Error(`bad label name ${JSON.stringify(name)}`);
    return `${name}="${escapeLabel(String(value))}"`;
  });
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

export class Exposition {
  private readonly lines: string[] = [];
  private readonly seen = new Set<string>();
  private family = '';

  /** Starts a metric family; its samples must follow before the next family starts. */
  metric(name: string, kind: MetricKind, help: string): this {
    if (!NAME_PATTERN.test(name)) throw new Error(`bad metric name ${JSON.stringify(name)}`);
    if (this.seen.has(name)) throw new Error(`metric ${name} appears twice`);
    this.seen.add(name);
    this.family = name;
    this.lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${kind}`);
    return this;
  }

  /** @param suffix `_sum` or `_count` of a summary. */
  sample(labels: Labels, value: number, suffix = ''): this {
    this.lines.push(`${this.family}${suffix}${formatLabels(labels)} ${formatValue(value)}`);
    return this;
  }

  text(): string {
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }
}
