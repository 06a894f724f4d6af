/**
 * The percentile plot as a page that needs nothing else: drawn for wide and narrow screens, with the
 * figures below. Owns the page; its script and style lie beside this file. Cold.
 */
import { readFileSync } from 'node:fs';
import { durationLabel } from './plot-scale.js';
import { escapeXml, plotSvg, type PlotSeries } from './plot-svg.js';
import { PLOT_THEME, seriesClass } from './plot-theme.js';

const WIDE = { width: 1120, height: 540 };
const NARROW = { width: 390, height: 400 };
const FIGURES = [50, 90, 99, 99.9, 99.99, 100];

const asset = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The first point at or above a percentile, as the page's own script reads it. */
const valueAt = ({ points }: PlotSeries, percentile: number): number =>
  (points.find((point) => point.percentile >= percentile) ?? points.at(-1))?.value ?? 0;

function figuresHtml(series: readonly PlotSeries[]): string {
  const titles = FIGURES.map((percentile) => (percentile === 100 ? 'max' : `p${percentile}`));
  const rows = series.map((each, index) => {
    const cells = FIGURES.map(
      (percentile) => `<td>${durationLabel(valueAt(each, percentile))}</td>`,
    );
    const name = `<button data-series="${index}" aria-pressed="true" title="show or hide"><span class="dot ${seriesClass(index)}"></span>${escapeXml(each.name)}</button>`;
    return `<tr><td>${name}</td><td>${each.count.toLocaleString('en-US')}</td>${cells.join('')}</tr>`;
  });
  const head = ['', 'count', ...titles].map((title) => `<th>${title}</th>`).join('');
  return `<table class="figures"><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

/** `<` would end the script element that carries it. */
const seriesJson = (series: readonly PlotSeries[]): string =>
  JSON.stringify(
    series.map(({ name, points }) => ({
      name,
      points: points.map(({ percentile, value }) => [percentile, value]),
    })),
  ).replace(/</g, '\\u003c');

export function plotHtml(
  series: readonly PlotSeries[],
  heading: { readonly title: string; readonly subtitle: string },
): string {
  const plots = [WIDE, NARROW].flatMap((size) =>
    (['log', 'linear'] as const).map((kind) => plotSvg(series, { ...size, kind })),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(heading.title)}</title>
<style>
${PLOT_THEME}
${asset('plot-page.css')}</style>
<body>
<header><h1>${escapeXml(heading.title)}</h1><div class="switches"><button id="scale">linear</button><button id="theme">light / dark</button></div></header>
<p class="sub quiet">${escapeXml(heading.subtitle)}</p>
<div class="stage">
${plots.join('\n')}
<div class="tip" hidden></div>
</div>
<div class="scroll">${figuresHtml(series)}</div>
<script type="application/json" id="series">${seriesJson(series)}</script>
<script type="module">
${asset('plot-page.js')}</script>
</body>
</html>
`;
}
