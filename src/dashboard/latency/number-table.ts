/** Rows of text as rows of a table, written only where they differ. Owns the table's body; runs in the browser. */
import { setText } from '../page-element.js';
import { madeElement } from './made-element.js';

/** The first cell of a row is its heading. */
export function drawTable(body: HTMLElement, rows: readonly (readonly string[])[]): void {
  while (body.childElementCount > rows.length) body.lastElementChild!.remove();
  rows.forEach((texts, i) => {
    const line = body.children[i] ?? body.appendChild(madeElement('tr'));
    texts.forEach((text, k) => {
      let cell = line.children[k] as HTMLElement | undefined;
      if (cell === undefined) {
        cell = madeElement(k === 0 ? 'th' : 'td');
        if (k === 0) cell.setAttribute('scope', 'row');
        line.append(cell);
      }
      setText(cell, text);
    });
  });
}
