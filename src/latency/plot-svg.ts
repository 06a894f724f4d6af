/**
 * The percentile plot as SVG: percentiles on a logarithmic axis of rarity, durations upwards, a line
 * per series. Owns the drawing; colours are those of plot-theme. Cold.
 */
import type { PercentilePoint } from './merged-histogram.js';
import {
  durationLabel,
  heightOf,
  makeScale,
  percentileTicks,
  rarity,
  valueTicks,
  type PlotScale,
} from './plot-scale.js';
import { PLOT_THEME, seriesClass } from './plot-theme.js';

export interface PlotSeries {
  readonly name: string;
  readonly count: number;
  /** Percentile in %, value in ns, ascending; the last one is 100 %. */
  readonly points: readonly PercentilePoint[];
}

export interface PlotLayout {
  readonly width: number;
  readonly height: number;
  readonly kind: PlotScale['kind'];
  /** Title, subtitle and legend around the plot: for a file of its own. */
  readonly heading?: { readonly title: string; readonly subtitle: string };
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const NARROW_WIDTH = 560;
const LEGEND_ROW = 22;
const LEGEND_COLUMN = 320;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const round = (value: number): string => value.toFixed(1);

/** The values that decide the axis: a first percent of tiny outliers does not. */
const axisValues = (series: readonly PlotSeries[]): number[] =>
  series.flatMap(({ points }) =>
    points.filter(({ percentile }) => percentile >= 1).map(({ value }) => value),
  );

export function plotScale(series: readonly PlotSeries[], kind: PlotScale['kind']): PlotScale {
  return makeScale(kind, axisValues(series), Math.max(...series.map(({ count }) => count)));
}

export function plotSvg(series: readonly PlotSeries[], layout: PlotLayout): string {
  const { width, height, kind, heading } = layout;
  const isNarrow = width < NARROW_WIDTH;
  const columns = Math.max(1, Math.floor((width - 40) / LEGEND_COLUMN));
  const legendHeight =
    heading === undefined ? 0 : Math.ceil(series.length / columns) * LEGEND_ROW + 14;
  const top = heading === undefined ? 14 : 72;
  const frame: Frame = {
    left: isNarrow ? 54 : 74,
    top,
    width: width - (isNarrow ? 54 + 16 : 74 + 28),
    height: height - top - 50 - legendHeight,
  };
  const scale = plotScale(series, kind);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="plot ${kind} ${isNarrow ? 'narrow' : 'wide'}" viewBox="0 0 ${width} ${height}" ${dataOf(frame, scale)} role="img" aria-label="Latency by percentile of ${escapeXml(series.map(({ name }) => name).join(', '))}">`,
    heading === undefined ? '' : headingSvg(heading, width, height),
    axesSvg(frame, scale, isNarrow),
    ...series.map((each, index) => seriesSvg(each, index, frame, scale)),
    heading === undefined ? '' : legendSvg(series, columns, height - legendHeight + 8),
    '</svg>',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** What a reader's pointer is turned into a percentile and heights with. */
const dataOf = (frame: Frame, { kind, lowNs, highNs, decades }: PlotScale): string =>
  `data-plot='${JSON.stringify({ ...frame, kind, lowNs, highNs, decades })}'`;

function headingSvg(
  { title, subtitle }: { title: string; subtitle: string },
  width: number,
  height: number,
): string {
  return [
    `<style>${PLOT_THEME}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="20" y="32">${escapeXml(title)}</text>`,
    `<text class="quiet" x="20" y="53">${escapeXml(subtitle)}</text>`,
  ].join('\n');
}

function axesSvg(frame: Frame, scale: PlotScale, isNarrow: boolean): string {
  const { left, top, width, height } = frame;
  const bottom = top + height;
  const lines: string[] = [];
  for (const { value, text } of valueTicks(scale)) {
    const y = round(bottom - heightOf(value, scale) * height);
    lines.push(
      `<path class="grid" d="M${left} ${y}H${left + width}"/>`,
      `<text class="tick end" x="${left - 8}" y="${y}" dy="0.35em">${text}</text>`,
    );
  }
  for (const { value, text } of percentileTicks(scale.decades, isNarrow)) {
    const x = round(left + (rarity(value) / scale.decades) * width);
    // The last label would leave the picture.
    const anchor = rarity(value) > scale.decades - 0.01 ? 'end' : 'middle';
    lines.push(
      `<path class="grid" d="M${x} ${top}V${bottom}"/>`,
      `<text class="tick ${anchor}" x="${anchor === 'end' ? left + width + 10 : x}" y="${bottom + 18}">${text}</text>`,
    );
  }
  const label = isNarrow ? 'percentile' : 'percentile (each step to the right is ten times rarer)';
  lines.push(
    `<path class="axis" d="M${left} ${top}V${bottom}H${left + width}"/>`,
    `<text class="tick middle" x="${round(left + width / 2)}" y="${bottom + 39}">${label}</text>`,
  );
  return lines.join('\n');
}

function seriesSvg(series: PlotSeries, index: number, frame: Frame, scale: PlotScale): string {
  const { left, top, width, height } = frame;
  // The largest value has no rarity of its own: it is the rarest of its count.
  const rarest = Math.min(scale.decades, Math.log10(Math.max(series.count, 1)));
  const at = ({ percentile, value }: PercentilePoint): [string, string] => [
    round(left + (Math.min(rarity(percentile), rarest) / scale.decades) * width),
    round(top + height - heightOf(value, scale) * height),
  ];
  const path = series.points.map((point) => at(point).join(' ')).join('L');
  const last = series.points.at(-1);
  if (last === undefined) return '';
  const [x, y] = at(last);
  const max = `${escapeXml(series.name)}: max ${durationLabel(last.value)}, ${series.count} values`;
  return `<g class="series ${seriesClass(index)}" data-series="${index}"><title>${max}</title><path d="M${path}"/><circle cx="${x}" cy="${y}" r="3.5"/></g>`;
}

function legendSvg(series: readonly PlotSeries[], columns: number, top: number): string {
  const rows = Math.ceil(series.length / columns);
  return series
    .map(({ name, points }, index) => {
      const x = 20 + Math.floor(index / rows) * LEGEND_COLUMN;
      const y = top + (index % rows) * LEGEND_ROW;
      const max = durationLabel(points.at(-1)?.value ?? 0);
      return `<g class="series ${seriesClass(index)}"><path d="M${x} ${y}h18"/></g><text class="legend" x="${x + 26}" y="${y}" dy="0.35em">${escapeXml(name)}<tspan class="quiet"> max ${max}</tspan></text>`;
    })
    .join('\n');
}
