/** Inputs of a live feed as plain data: made by property tests, put through a tap, compared with what is read. */
import fc from 'fast-check';
import type { FeedTap, TappedFeed } from '../../src/feed/feed-tap.js';
import { RECORD_STAMP, type RecordCursor } from '../../src/capture/record-cursor.js';
import { RECORD_FIELD } from '../../src/capture/record-fields.js';

export const FEED: TappedFeed = {
  venue: 'binance',
  symbols: ['BTCUSDT', 'ÄÖ/ü'],
  depth: 100,
  lines: 2,
  lineHoldNs: 5e6,
  endpoints: { webSocket: 'ws://127.0.0.1:1', rest: 'http://127.0.0.1:2' },
  options: { day: '2026-11-21' },
  randomSeed: 4_294_967_295,
};

export interface TapInput {
  readonly kind:
    | 'connected'
    | 'disconnected'
    | 'sent'
    | 'sentBinary'
    | 'received'
    | 'receivedBinary'
    | 'answered'
    | 'failed'
    | 'resync'
    | 'rotate'
    | 'timers'
    | 'finished';
  readonly nowNs: number;
  readonly receivedNs: number;
  readonly name: string;
  /** Hex; UTF-8 text where the input is text. */
  readonly data: string;
  readonly reason: number;
}

const hexOfText = (text: string): string => Buffer.from(text).toString('hex');

export const inputOf = (input: Partial<TapInput> & Pick<TapInput, 'kind'>): TapInput => ({
  nowNs: 1000,
  receivedNs: 1000,
  name: '',
  data: '',
  reason: 0,
  ...input,
});

export const textInput = (kind: TapInput['kind'], name: string, text: string): TapInput =>
  inputOf({ kind, name, data: hexOfText(text) });

const BINARY = ['sentBinary', 'received', 'receivedBinary', 'answered'] as const;
const TEXT = ['connected', 'disconnected', 'sent', 'failed'] as const;
const name = fc.oneof(fc.constantFrom('main', 'A', 'B', 'glimpse'), fc.string({ maxLength: 300 }));
const stamp = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(),
  fc.constantFrom(0, 127, 128, 2 ** 32, 2 ** 53 - 1),
);
/** With repetition, so that blocks compress and records are long now and then. */
const bytes = fc
  .tuple(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 40 }))
  .map(([piece, times]) => Buffer.concat(Array(times).fill(piece)).toString('hex'));

export const anyInput: fc.Arbitrary<TapInput> = fc
  .record({ now: stamp, waited: fc.oneof(fc.constant(0), fc.nat()), name })
  .chain(({ now, waited, name: of }) => {
    const stamps = { nowNs: now, receivedNs: Math.max(0, now - waited) };
    return fc.oneof(
      fc
        .record({ kind: fc.constantFrom(...BINARY), data: bytes })
        .map((part) => inputOf({ ...stamps, ...part, name: of })),
      fc
        .record({
          kind: fc.constantFrom(...TEXT),
          data: fc.string({ unit: 'grapheme' }).map(hexOfText),
        })
        .map((part) => inputOf({ ...stamps, ...part, name: of })),
      fc
        .nat({ max: 255 })
        .map((reason) => inputOf({ ...stamps, kind: 'resync', name: of, reason })),
      fc.constant(inputOf({ ...stamps, kind: 'rotate', name: of })),
      fc.constantFrom(
        inputOf({ ...stamps, kind: 'timers' }),
        inputOf({ ...stamps, kind: 'finished' }),
      ),
    );
  });

export function tellTap(tap: FeedTap, input: TapInput): void {
  const data = Buffer.from(input.data, 'hex');
  tap.atTime(input.nowNs, input.receivedNs);
  switch (input.kind) {
    case 'received':
      return tap.received(input.name, data, false);
    case 'receivedBinary':
      return tap.received(input.name, data, true);
    case 'sentBinary':
      return tap.sentBinary(input.name, data);
    case 'answered':
      return tap.answered(input.name, data);
    case 'resync':
      return tap.resync(input.name, input.reason);
    case 'rotate':
      return tap.rotate(input.name);
    case 'timers':
      return tap.timers();
    case 'finished':
      return tap.finished();
    default:
      return tap[input.kind](input.name, data.toString());
  }
}

const KINDS: Readonly<Record<number, TapInput['kind']>> = {
  [RECORD_FIELD.CONNECTED]: 'connected',
  [RECORD_FIELD.DISCONNECTED]: 'disconnected',
  [RECORD_FIELD.SENT]: 'sent',
  [RECORD_FIELD.RECEIVED]: 'received',
  [RECORD_FIELD.ANSWERED]: 'answered',
  [RECORD_FIELD.FAILED]: 'failed',
  [RECORD_FIELD.RESYNC]: 'resync',
  [RECORD_FIELD.ROTATE]: 'rotate',
  [RECORD_FIELD.TIMERS]: 'timers',
  [RECORD_FIELD.FINISHED]: 'finished',
};

/** The record in hand as the input that it was. */
export function inputInHand(cursor: RecordCursor): TapInput {
  const kind = KINDS[cursor.input];
  if (kind === undefined) throw new Error(`no input ${cursor.input}`);
  return {
    kind: cursor.isBinary ? (kind === 'sent' ? 'sentBinary' : 'receivedBinary') : kind,
    nowNs: cursor.stamps[RECORD_STAMP.NOW_NS]!,
    receivedNs: cursor.stamps[RECORD_STAMP.RECEIVED_NS]!,
    name: cursor.name(),
    data: Buffer.from(cursor.data()).toString('hex'),
    reason: cursor.number,
  };
}

export function inputsOf(cursor: RecordCursor, content: Uint8Array): TapInput[] {
  const inputs: TapInput[] = [];
  cursor.aim(content);
  for (;;) {
    const step = cursor.next();
    if (step === 'end') return inputs;
    if (step === 'malformed') throw new Error(`malformed after ${inputs.length} records`);
    inputs.push(inputInHand(cursor));
  }
}
