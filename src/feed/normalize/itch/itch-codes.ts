/** Bytes that ITCH messages are made of: types and one-letter values. Runs anywhere. */

const byteOf = (letter: string): number => letter.charCodeAt(0);

/** Type bytes of the messages that make events. */
export const TYPE = {
  S: byteOf('S'),
  R: byteOf('R'),
  H: byteOf('H'),
  h: byteOf('h'),
  A: byteOf('A'),
  F: byteOf('F'),
  E: byteOf('E'),
  C: byteOf('C'),
  X: byteOf('X'),
  D: byteOf('D'),
  U: byteOf('U'),
  P: byteOf('P'),
  Q: byteOf('Q'),
  B: byteOf('B'),
} as const;

/** One-letter values, as the fields that hold them say what they mean. */
export const LETTER = {
  B: byteOf('B'),
  C: byteOf('C'),
  E: byteOf('E'),
  N: byteOf('N'),
  O: byteOf('O'),
  Q: byteOf('Q'),
  S: byteOf('S'),
  T: byteOf('T'),
  Y: byteOf('Y'),
} as const;
