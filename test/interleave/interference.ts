/**
 * Runs real ring code on one thread and lets the other side act between any two of its atomic
 * operations, one place after the other, so that every interleaving with one switch is tried. The
 * globals are replaced for the duration of one call.
 */

type Atomic = (words: Int32Array, index: number, ...values: number[]) => number;
type Wait = (
  words: Int32Array,
  index: number,
  value: number,
  ms: number,
) => 'ok' | 'not-equal' | 'timed-out';

const STEPPED = ['load', 'store', 'add', 'or', 'exchange', 'compareExchange'] as const;

export interface Outcome<T> {
  readonly result: T;
  /** Atomic operations and sleeps of the action. */
  readonly steps: number;
  /** Whether the other side acted: false once the chosen place is behind the end. */
  readonly intruded: boolean;
  /** A sleep that began although there was nothing left that would have ended it. */
  readonly sleptInVain: boolean;
}

const placeOf = (words: Int32Array, index: number): number => words.byteOffset + index * 4;

/** Run `action`; just before its atomic operation number `place`, and if it sleeps then in its sleep, run `intruder`. */
export function interfere<T>(place: number, action: () => T, intruder: () => void): Outcome<T> {
  const real = Object.fromEntries(
    [...STEPPED, 'wait', 'notify'].map((name) => [name, Reflect.get(Atomics, name)]),
  );
  let steps = 0;
  let intruded = false;
  let inIntruder = false;
  let sleptInVain = false;
  /** Two views of one buffer count as one place. */
  const lastNotify: { buffer?: ArrayBufferLike; offset: number } = { offset: 0 };

  const act = (): void => {
    intruded = true;
    inIntruder = true;
    intruder();
    inIntruder = false;
  };
  const step = (): void => {
    if (inIntruder) return;
    if (steps++ === place && !intruded) act();
  };
  const wait: Wait = (words, index, value) => {
    step();
    if (words[index] !== value) return 'not-equal';
    if (inIntruder || intruded) {
      // Nobody else will come: a real thread would sleep to its timeout here.
      sleptInVain ||= !inIntruder;
      return 'timed-out';
    }
    delete lastNotify.buffer;
    act();
    if (lastNotify.buffer === words.buffer && lastNotify.offset === placeOf(words, index))
      return 'ok';
    sleptInVain = true;
    return 'timed-out';
  };
  for (const name of STEPPED) {
    const atomic = real[name] as Atomic;
    Reflect.set(Atomics, name, (words: Int32Array, index: number, ...values: number[]) => {
      step();
      return atomic(words, index, ...values);
    });
  }
  Reflect.set(Atomics, 'wait', wait);
  Reflect.set(Atomics, 'notify', (words: Int32Array, index: number) => {
    lastNotify.buffer = words.buffer;
    lastNotify.offset = placeOf(words, index);
    return 0;
  });
  try {
    return { result: action(), steps, intruded, sleptInVain };
  } finally {
    for (const [name, atomic] of Object.entries(real)) Reflect.set(Atomics, name, atomic);
  }
}

/** Every place in turn until the intruder no longer gets its chance; returns how many there were. */
export function atEveryPlace(attempt: (place: number) => Outcome<unknown>): number {
  for (let place = 0; ; place++) {
    const outcome = attempt(place);
    if (outcome.steps <= place) return place;
  }
}
