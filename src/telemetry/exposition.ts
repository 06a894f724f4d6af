/**
 * The Prometheus text format (version 0.0.4). Owns escaping, the order of lines and what never
 * changes of them; must never know what is measured. Runs in the supervisor.
 */

export type MetricKind = 'counter' | 'gauge' | 'histogram';
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

/** A line but for its value, made once: what a metric is called does not change from scrape to scrape. */
export type Series = string & { readonly series: unique symbol };

/** A metric with its samples; made once, told every interval. */
export class MetricFamily {
  /** The lines HELP and TYPE. */
  readonly head: string;

  constructor(
    readonly name: string,
    kind: MetricKind,
    help: string,
  ) {
    if (!NAME_PATTERN.test(name)) throw new Error(`bad metric name ${JSON.stringify(name)}`);
    this.head = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${kind}\n`;
  }

  /** @param suffix `_bucket`, `_sum` or `_count` of a histogram. */
  series(labels: Labels = {}, suffix = ''): Series {
    return `${this.name}${suffix}${formatLabels(labels)} ` as Series;
  }
}

export class Exposition {
  private body = '';
  private readonly seen = new Set<string>();

  /** Starts a metric; its samples must follow before the next one starts. */
  family(family: MetricFamily): this {
    if (this.seen.has(family.name)) throw new Error(`metric ${family.name} appears twice`);
    this.seen.add(family.name);
    this.body += family.head;
    return this;
  }

  sample(series: Series, value: number): this {
    this.body += `${series}${formatValue(value)}\n`;
    return this;
  }

  text(): string {
    return this.body;
  }
}
