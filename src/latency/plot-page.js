// Hover, series and scale of the percentile page. Runs in the reader's browser; asks the network for nothing.
const series = JSON.parse(document.getElementById('series').textContent);
const stage = document.querySelector('.stage');
const tip = document.querySelector('.tip');
const hidden = new Set();
const SVG = 'http://www.w3.org/2000/svg';

const UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
];
const durationText = (ns) => {
  const [size, name] = UNITS.find(([unit]) => ns >= unit * 0.9995) ?? UNITS[3];
  return name === 'ns' ? `${ns} ns` : `${(ns / size).toPrecision(3)} ${name}`;
};

/** The value that `percentile` of a series do not exceed: its first point at or above it. */
const valueAt = (points, percentile) =>
  (points.find(([each]) => each >= percentile) ?? points[points.length - 1])[1];

/** As many digits as tell it from its neighbours. */
const percentText = (percentile) =>
  `${percentile.toFixed(Math.floor(-Math.log10(1 - percentile / 100) + 1e-9))} %`;

function cursorOf(svg) {
  const found = svg.querySelector('.cursor');
  if (found) return found;
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('class', 'cursor');
  svg.append(line);
  return line;
}

function show(event) {
  const svg = event.target.closest('svg.plot');
  if (!svg) return leave();
  const plot = JSON.parse(svg.dataset.plot);
  const box = svg.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
  const across = (x - plot.left) / plot.width;
  if (across < 0 || across > 1) return leave();
  const percentile = 100 * (1 - 10 ** (-across * plot.decades));
  const rows = series
    .map((each, index) => ({ ...each, index, ns: valueAt(each.points, percentile) }))
    .filter(({ index }) => !hidden.has(index))
    .sort((a, b) => b.ns - a.ns);
  cursorOf(svg).setAttribute('d', `M${x} ${plot.top}v${plot.height}`);
  tip.replaceChildren(headOf(percentile), tableOf(rows));
  tip.hidden = false;
  place(event);
}

/** Beside the pointer, on the side with more room; above it where neither side has enough. */
function place(event) {
  const room = stage.getBoundingClientRect();
  const at = event.clientX - room.left;
  const { offsetWidth: width, offsetHeight: height } = tip;
  const beside = at > room.width / 2 ? at - width - 16 : at + 16;
  const fits = beside >= 4 && beside + width <= room.width - 4;
  const left = fits ? beside : Math.min(Math.max(at - width / 2, 4), room.width - width - 4);
  const top = event.clientY - room.top - (fits ? 24 : height + 28);
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(8, top)}px`;
}

function headOf(percentile) {
  const head = document.createElement('b');
  const oneIn = 1 / (1 - percentile / 100);
  head.textContent = `${percentText(percentile)} · 1 in ${Math.round(oneIn).toLocaleString('en-US')}`;
  return head;
}

function tableOf(rows) {
  const table = document.createElement('table');
  for (const { name, index, ns } of rows) {
    const row = table.insertRow();
    const dot = document.createElement('span');
    dot.className = `dot s${index % 8}`;
    row.insertCell().append(dot, name);
    row.insertCell().textContent = durationText(ns);
  }
  return table;
}

function leave() {
  tip.hidden = true;
  for (const line of document.querySelectorAll('.cursor')) line.remove();
}

stage.addEventListener('pointermove', show);
stage.addEventListener('pointerdown', show);
stage.addEventListener('pointerleave', leave);

document.querySelector('.figures').addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const index = Number(button.dataset.series);
  if (!hidden.delete(index)) hidden.add(index);
  const isOff = hidden.has(index);
  button.setAttribute('aria-pressed', String(!isOff));
  button.closest('tr').classList.toggle('off', isOff);
  for (const line of document.querySelectorAll(`[data-series="${index}"]`)) {
    if (line instanceof SVGElement) line.classList.toggle('hidden', isOff);
  }
});

document.getElementById('scale').addEventListener('click', (event) => {
  const isLinear = document.body.classList.toggle('is-linear');
  event.target.textContent = isLinear ? 'logarithmic' : 'linear';
});
document.getElementById('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.dataset.theme = (root.dataset.theme ?? system) === 'dark' ? 'light' : 'dark';
});
