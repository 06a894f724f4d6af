/** What a FIX socket's settings cannot do, in words for the operator: the setting, the value, the way out. Any thread. */

export class LinkError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LinkError';
  }
}
