/** Reads the Prometheus text of /metrics: just enough for tests. */

export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

const unescapeLabel = (text: string): string =>
  text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));

/** The format writes infinities as `+Inf` and `-Inf`. */
const valueOf = (text: string): number => Number(text.replace(/Inf$/, 'Infinity'));

export function parseMetrics(text: string): MetricSample[] {
  const samples: MetricSample[] = [];
  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (!match) continue;
    const [, name, labelText = '', value] = match;
    const labels: Record<string, string> = {};
    for (const [, key, quoted] of labelText.matchAll(LABEL)) labels[key!] = unescapeLabel(quoted!);
    samples.push({ name: name!, labels, value: valueOf(value!) });
  }
  return samples;
}
