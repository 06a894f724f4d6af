/** A text that redraws itself in the terminal. Owns the alternate screen; must leave it behind as it was. Cold. */
import { clipLine } from './ladder-view.js';

const REDRAW_MS = 100;
const ENTER_SCREEN = '\u001b[?1049h\u001b[?25l';
const LEAVE_SCREEN = '\u001b[?25h\u001b[?1049l';
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

/** @returns a function that gives the terminal back. */
export function showLive(draw: () => string): () => void {
  process.stdout.write(ENTER_SCREEN);
  const timer = setInterval(() => {
    process.stdout.write(`${HOME_AND_CLEAR}${fitted(draw())}\n`);
  }, REDRAW_MS);
  return () => {
    clearInterval(timer);
    process.stdout.write(LEAVE_SCREEN);
  };
}

/** A line that wraps, or one too many, would scroll the state away. */
function fitted(text: string): string {
  const { rows = Infinity, columns = Infinity } = process.stdout;
  const lines = text.split('\n').slice(0, Math.max(1, rows - 1));
  return lines.map((line) => clipLine(line, columns)).join('\n');
}
