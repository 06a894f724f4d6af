/** Finds the page's own elements; a missing one is a bug of ours, so it throws. Runs in the browser. */

export function pageElement<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** Only when it differs: every write costs a layout. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setPill(element: HTMLElement, text: string, tone: 'good' | 'bad' | 'wait'): void {
  setText(element, text);
  if (element.dataset['tone'] !== tone) element.dataset['tone'] = tone;
}
