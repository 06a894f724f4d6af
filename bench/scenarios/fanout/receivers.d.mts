/** Types of receivers.mjs for the tests. */
export class Order {
  expected: number;
  payloadBytes: number;
  take(sequence: number, payloadBytes: number): void;
}
export class TextStream {
  constructor(
    headOf: (payloadBytes: number) => Buffer,
    order: Order,
    onReceived: (count: number) => void,
    answerPing?: () => void,
  );
  push(chunk: Buffer): void;
}
