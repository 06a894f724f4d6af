/** Names and values as a list of definitions, written only where they differ. Owns the list's items; runs in the browser. */
import { setText } from '../page-element.js';
import { madeElement } from './made-element.js';

/** @param rows name, value. */
export function drawPairs(list: HTMLElement, rows: readonly (readonly string[])[]): void {
  while (list.childElementCount < rows.length) {
    const item = madeElement('div');
    item.append(madeElement('dt'), madeElement('dd'));
    list.append(item);
  }
  rows.forEach(([name, value], i) => {
    const [term, definition] = list.children[i]!.children;
    setText(term as HTMLElement, name!);
    setText(definition as HTMLElement, value!);
  });
}
