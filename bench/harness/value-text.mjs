/** How figures are written: three significant digits and the unit's own prefix. */
const PREFIXES = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];
/** Units that have their own next size already. */
const PLAIN_UNITS = new Set(['ns', 'µs', 'bytes', 'MiB', '']);

export function valueText(value, unit) {
  if (!Number.isFinite(value)) return '–';
  if (PLAIN_UNITS.has(unit)) return `${plain(value)}${unit ? ` ${unit}` : ''}`;
  const [scale, prefix] = PREFIXES.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
  return `${plain(value / scale)} ${prefix}${unit}`.trim();
}

function plain(value) {
  const size = Math.abs(value);
  const digits = size >= 100 || value === 0 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** '12.3 × (11.9–12.8)'. */
export function ratioText(ratio) {
  if (!ratio) return '–';
  const interval = ratio.low === null ? '' : ` (${plain(ratio.low)}–${plain(ratio.high)})`;
  return `${plain(ratio.value)} ×${interval}`;
}

/** '± 3 %' of a base against itself: the farther end of its interval. */
export function noiseText(noise) {
  if (!noise) return '–';
  const ends = noise.low === null ? [noise.value] : [noise.low, noise.high];
  const reach = Math.max(...ends.map((end) => Math.abs(Math.log(end))));
  return `± ${plain((Math.exp(reach) - 1) * 100)} %`;
}
