/** Types of raw-websocket.mjs for the tests. */
export class FrameSplitter {
  constructor(
    onMessage: (bytes: Buffer, start: number, end: number) => void,
    onControl: (opcode: number, payload: Buffer) => void,
  );
  push(chunk: Buffer): void;
}
