/** Why an interval went over the budget: the server's words, and what they mean for people. Runs everywhere. */

export const CAUSES = ['gc', 'hiccup', 'pause', 'burst', 'slow_reader', 'unexplained'] as const;
export type Cause = (typeof CAUSES)[number];

export const isCause = (word: unknown): word is Cause =>
  (CAUSES as readonly unknown[]).includes(word);

export const CAUSE_MEANING: Readonly<Record<Cause, string>> = {
  gc: 'a thread of ours collected garbage',
  hiccup: 'the host: a thread was ready and had no core, or the control thread overslept',
  pause: 'a thread of ours did not turn although it had a core',
  burst: 'queueing behind many messages at once',
  slow_reader: 'a client’s socket or a ring reader held things up',
  unexplained: 'nothing that is measured overlapped it',
};
