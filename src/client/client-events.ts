/** What a client tells besides updates. Owns the listeners. */
import type { Instrument } from '../market/instrument.js';
import type { ServerHello, ServerNotice } from './control-message.js';
import type { BookcastError } from './errors.js';

export interface ClientEventMap {
  /** The new value of client.state. */
  state: 'connecting' | 'open' | 'waiting' | 'closed';
  hello: ServerHello;
  notice: ServerNotice;
  error: BookcastError;
  instrument: Instrument;
}

type Listener<T> = (value: T) => void;

export class ClientEvents {
  private readonly listeners: { [K in keyof ClientEventMap]: Set<Listener<ClientEventMap[K]>> } = {
    state: new Set(),
    hello: new Set(),
    notice: new Set(),
    error: new Set(),
    instrument: new Set(),
  };

  /** @returns a function that takes the listener away again. */
  on<K extends keyof ClientEventMap>(event: K, listener: Listener<ClientEventMap[K]>): () => void {
    this.listeners[event].add(listener);
    return () => this.listeners[event].delete(listener);
  }

  /** The next value of an event. */
  once<K extends keyof ClientEventMap>(event: K): Promise<ClientEventMap[K]> {
    return new Promise((resolve) => {
      const off = this.on(event, (value) => {
        off();
        resolve(value);
      });
    });
  }

  protected emit<K extends keyof ClientEventMap>(event: K, value: ClientEventMap[K]): void {
    for (const listener of this.listeners[event]) listener(value);
  }
}
