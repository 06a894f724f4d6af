/**
 * One thing that a live feed tells its normalizer, waiting for its turn. Sockets put them into the
 * queue as they come; the duty cycle takes them out, tells the tap, and then the normalizer.
 */
import type { StateReason } from '../market/state.js';
import type { InstrumentId } from '../market/units.js';
import type { FeedTap } from './feed-tap.js';
import type { VenueNormalizer } from './normalize/venue-normalizer.js';

export type VenueInput = { readonly receivedNs: number } & (
  | { readonly kind: 'connected'; readonly connection: string; readonly address: string }
  | { readonly kind: 'disconnected'; readonly connection: string; readonly why: string }
  | { readonly kind: 'sent'; readonly connection: string; readonly text: string }
  /** What a recording shows of it; nothing of ours depends on it. */
  | { readonly kind: 'sent-binary'; readonly connection: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'received';
      readonly connection: string;
      readonly bytes: Uint8Array;
      readonly isBinary: boolean;
    }
  | { readonly kind: 'answered'; readonly url: string; readonly body: Uint8Array }
  | { readonly kind: 'failed'; readonly url: string; readonly why: string }
  | {
      readonly kind: 'resync';
      readonly id: InstrumentId;
      readonly symbol: string;
      readonly reason: StateReason;
    }
  | { readonly kind: 'rotate'; readonly connection: string }
  | { readonly kind: 'timers' }
);

/** Whether the venue said it: the rest is ours. */
export const isVenueMessage = (input: VenueInput): boolean =>
  input.kind === 'received' || input.kind === 'answered';

/** The recorder's side of one input. */
export function tapInput(tap: FeedTap, input: VenueInput): void {
  switch (input.kind) {
    case 'connected':
      return tap.connected(input.connection, input.address);
    case 'disconnected':
      return tap.disconnected(input.connection, input.why);
    case 'sent':
      return tap.sent(input.connection, input.text);
    case 'sent-binary':
      return tap.sentBinary(input.connection, input.bytes);
    case 'received':
      return tap.received(input.connection, input.bytes, input.isBinary);
    case 'answered':
      return tap.answered(input.url, input.body);
    case 'failed':
      return tap.failed(input.url, input.why);
    case 'resync':
      return tap.resync(input.symbol, input.reason);
    case 'rotate':
      return tap.rotate(input.connection);
    case 'timers':
      return tap.timers();
  }
}

/** The normalizer's side of one input. */
export function tellNormalizer(normalizer: VenueNormalizer, input: VenueInput): void {
  switch (input.kind) {
    case 'connected':
      return normalizer.connected(input.connection, input.address);
    case 'disconnected':
      return normalizer.disconnected(input.connection);
    case 'sent':
      return normalizer.sent(input.connection, input.text);
    case 'sent-binary':
      return;
    case 'received':
      return input.isBinary
        ? normalizer.receivedBinary(input.connection, input.bytes)
        : normalizer.received(input.connection, input.bytes);
    case 'answered':
      return normalizer.answered(input.url, input.body);
    case 'failed':
      return normalizer.failed(input.url, input.why);
    case 'resync':
      return normalizer.resync(input.id, input.reason);
    case 'rotate':
      return normalizer.rotate(input.connection);
    case 'timers':
      return normalizer.checkTimers();
  }
}
