/** From the journals of two FIX sides: that no MsgSeqNum was skipped and none was processed twice. */

/** A message in the order in which a side sent or processed it; or the start of its process, a logon, a logout. */
export interface JournalLine {
  readonly way: 'start' | 'logon' | 'logout' | 'in' | 'out';
  readonly seq?: number;
  readonly type?: string;
  readonly dup?: boolean;
  /** Of a SequenceReset. */
  readonly newSeqNo?: number;
}

const ADMIN = new Set(['0', '1', '2', '3', '4', '5', 'A']);
const isApplication = ({ type }: JournalLine): boolean => !ADMIN.has(type!);

/** The application messages that a side sent, by number. @throws where a number was given to two of them, or one is left out. */
export function sentNumbers(journal: readonly JournalLine[]): Set<number> {
  const applications = new Set<number>();
  let next = 1;
  let isFirstOfLife = false;
  for (const line of journal) {
    if (line.way === 'start') isFirstOfLife = true;
    if (line.way !== 'out' || line.dup === true || line.type === '4') continue;
    const seq = line.seq!;
    // A number is kept after its message is told to the journal: kill -9 between the two gives it again.
    const isAgain = isFirstOfLife && seq === next - 1;
    if (seq !== next && !isAgain) throw new Error(`sent ${seq} where ${next} was due`);
    next = seq + 1;
    isFirstOfLife = false;
    if (isAgain) applications.delete(seq);
    if (isApplication(line)) applications.add(seq);
  }
  return applications;
}

/** The application messages that a side processed, in order. @throws where they do not ascend, or one comes twice in one life. */
export function processedNumbers(journal: readonly JournalLine[]): number[] {
  const numbers: number[] = [];
  let isFirstOfLife = false;
  for (const line of journal) {
    if (line.way === 'start') isFirstOfLife = true;
    if (line.way !== 'in' || !isApplication(line)) continue;
    const last = numbers.at(-1) ?? 0;
    // The same as above: the last one before kill -9 may be processed once more.
    if (isFirstOfLife && line.seq === last) numbers.pop();
    else if (line.seq! <= last) throw new Error(`processed ${line.seq} behind ${last}`);
    isFirstOfLife = false;
    numbers.push(line.seq!);
  }
  return numbers;
}

/** @throws where what one side sent is not what the other processed. @param filled what was gap-filled on purpose may be missing. */
export function expectAllProcessed(
  sent: ReadonlySet<number>,
  processed: readonly number[],
  isFilled: (seq: number) => boolean = () => false,
): void {
  const got = new Set(processed);
  for (const seq of sent) {
    if (!got.has(seq) && !isFilled(seq)) throw new Error(`${seq} was sent and never processed`);
  }
  for (const seq of got) {
    if (!sent.has(seq)) throw new Error(`${seq} was processed and never sent`);
  }
}

/**
 * Of two lives with kill -9 between them.
 * @param storedNextIn what the store expected next after the kill
 * @throws unless the first life processed everything up to the last that its record has, and the second everything from there on
 */
export function expectHandedOver(
  sent: ReadonlySet<number>,
  first: readonly number[],
  storedNextIn: number,
  second: readonly number[],
): void {
  const within = (from: number, to: number): Set<number> =>
    new Set([...sent].filter((seq) => seq >= from && seq <= to));
  expectAllProcessed(within(1, first.at(-1) ?? 0), first);
  expectAllProcessed(within(storedNextIn, Infinity), second);
}

/** @throws where a number below `nextIn` is neither of a message that was processed nor within a SequenceReset. */
export function expectGapless(journal: readonly JournalLine[], nextIn: number): void {
  const seen = new Set<number>();
  for (const { way, seq, newSeqNo } of journal) {
    if (way !== 'in') continue;
    for (let number = seq!; number < (newSeqNo ?? seq! + 1); number++) seen.add(number);
  }
  for (let number = 1; number < nextIn; number++) {
    if (!seen.has(number)) throw new Error(`${number} never came`);
  }
}
