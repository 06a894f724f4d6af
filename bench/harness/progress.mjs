/** How far a bench is, on stderr: a bar on a terminal, a line per case elsewhere. */
const BAR_WIDTH = 24;

export class Progress {
  done = 0;
  lastLabel = '';

  constructor(total, stream = process.stderr) {
    this.total = total;
    this.stream = stream;
    this.startedMs = performance.now();
  }

  /** A run begins. */
  begin(label, detail) {
    const percent = Math.floor((100 * this.done) / this.total);
    if (this.stream.isTTY) {
      const filled = Math.round((BAR_WIDTH * this.done) / this.total);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
      const text = `${bar} ${percent} % · ${label} · ${detail}`;
      this.stream.write(`\r\x1b[K${text.slice(0, (this.stream.columns ?? 80) - 1)}`);
    } else if (label !== this.lastLabel) {
      const seconds = Math.round((performance.now() - this.startedMs) / 1000);
      this.stream.write(`bench: ${percent} % after ${seconds} s: ${label}\n`);
    }
    this.lastLabel = label;
  }

  advance(runs = 1) {
    this.done += runs;
  }

  clear() {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }
}
