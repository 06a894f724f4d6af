/** Colours and type of the percentile plot, light and dark. Owns what its classes look like. Cold. */

/** Told apart with any kind of colour blindness; more series than these begin again, dashed. */
const LIGHT = [
  '#0b6bcb',
  '#d1495b',
  '#1a8a5f',
  '#b07400',
  '#7a4fc9',
  '#0a8ea0',
  '#b4408f',
  '#5d6b78',
];
const DARK = [
  '#5aaeff',
  '#ff7d8a',
  '#45c992',
  '#eab54d',
  '#b497ff',
  '#43cfe0',
  '#f08ccf',
  '#a3b1bf',
];

export const seriesClass = (index: number): string =>
  `s${index % LIGHT.length}${index >= LIGHT.length ? ' dashed' : ''}`;

const variables = (colours: readonly string[], rest: string): string =>
  `${rest};${colours.map((colour, index) => `--s${index}:${colour}`).join(';')}`;

const SCHEME_LIGHT = variables(
  LIGHT,
  '--ground:#ffffff;--panel:#f5f7f9;--text:#17212b;--quiet:#5b6a79;--grid:#e4e9ee;--axis:#9aa8b5',
);
const SCHEME_DARK = variables(
  DARK,
  '--ground:#0b0f14;--panel:#121a22;--text:#dbe4ee;--quiet:#8fa0b2;--grid:#1e2934;--axis:#4b5b6b',
);

export const PLOT_THEME = [
  `:root{${SCHEME_LIGHT};color-scheme:light dark}`,
  `@media (prefers-color-scheme:dark){:root{${SCHEME_DARK}}}`,
  `:root[data-theme=dark]{${SCHEME_DARK};color-scheme:dark}`,
  `:root[data-theme=light]{${SCHEME_LIGHT};color-scheme:light}`,
  '.plot text{font:12px system-ui,sans-serif;fill:var(--text);font-variant-numeric:tabular-nums}',
  '.plot .title{font-size:18px;font-weight:600}',
  '.plot .quiet,.plot .tick{fill:var(--quiet)}',
  '.plot .end{text-anchor:end}',
  '.plot .middle{text-anchor:middle}',
  '.plot .ground{fill:var(--ground)}',
  '.plot .grid{stroke:var(--grid);fill:none}',
  '.plot .axis{stroke:var(--axis);fill:none}',
  '.plot .series path{stroke:var(--c);stroke-width:2;fill:none;stroke-linejoin:round}',
  '.plot .dashed path{stroke-dasharray:6 4}',
  '.plot .series circle{fill:var(--c);stroke:var(--ground);stroke-width:1.5}',
  ...LIGHT.map((_, index) => `.s${index}{--c:var(--s${index})}`),
].join('\n');
