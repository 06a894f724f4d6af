/** Events that show a stale, torn or skipped slot: eight doubles that occur in no other event of the run. */
export const EVENT_WORDS = 8;

export function fillEvent(words, at, sequence) {
  const first = sequence * EVENT_WORDS;
  words[at] = first;
  words[at + 1] = first + 1;
  words[at + 2] = first + 2;
  words[at + 3] = first + 3;
  words[at + 4] = first + 4;
  words[at + 5] = first + 5;
  words[at + 6] = first + 6;
  words[at + 7] = first + 7;
}

/** Whether every word is what the event with this sequence has to hold. */
export function isEvent(words, at, sequence) {
  const first = sequence * EVENT_WORDS;
  return (
    words[at] === first &&
    words[at + 1] === first + 1 &&
    words[at + 2] === first + 2 &&
    words[at + 3] === first + 3 &&
    words[at + 4] === first + 4 &&
    words[at + 5] === first + 5 &&
    words[at + 6] === first + 6 &&
    words[at + 7] === first + 7
  );
}
