/** Finds the page's own elements; a missing one is a bug of ours, so it throws. Runs in the browser. */

export function pageElement<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

export function setPill(element: HTMLElement, text: string, tone: 'good' | 'bad' | 'wait'): void {
  if (element.textContent !== text) element.textContent = text;
  element.dataset['tone'] = tone;
}
