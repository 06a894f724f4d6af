/** What a replay has to say, for programs and for people. Owns the fixed JSON shape. Cold. */
import type { FeedProgress, RunOutcome, StagePercentiles } from '../runtime/index.js';
import { alignedTable, countText, durationText } from './output.js';

/** Fixed: other programs rely on these names. New ones may come, none may go. */
export function replayJson(outcome: RunOutcome): Record<string, unknown> {
  const { books: _books, recoveries: _recoveries, failure, digest, ...figures } = outcome;
  return {
    ...figures,
    ...(digest === undefined ? {} : { digest }),
    ...(failure === undefined ? {} : { error: failure }),
  };
}

const NONE = '0';

function countsText(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.map(([name, count]) => `${name} ${countText(count)}`).join(', ') || NONE;
}

export function replayText(outcome: RunOutcome): string {
  const facts: [string, string][] = [
    ['messages', countText(outcome.messages)],
    ['events', countText(outcome.events)],
    ['frames', countText(outcome.frames)],
    ['instruments', countText(outcome.instruments)],
    ['seconds', outcome.seconds.toFixed(3)],
    ['messages per second', countText(outcome.messagesPerSecond)],
    ['gaps', countText(outcome.gaps)],
    ['verified', countText(outcome.verified)],
    ['unverifiable', countText(outcome.unverifiable)],
    ['verify failures', countText(outcome.verifyFailures)],
    ['unknown orders', countText(outcome.unknownOrders)],
    ['refused changes', countText(outcome.refusedChanges)],
    ['refused values', countText(outcome.refusedValues)],
    ['unknown messages', countText(outcome.unknownMessages)],
    ['refused messages', countsText(outcome.refusals)],
    ['damaged lines', countText(outcome.damagedLines)],
    ['late records', countText(outcome.lateRecords)],
    ['missing records', countText(outcome.missingRecords)],
    ['crossings', countText(outcome.crossings)],
    ['stalls', countText(outcome.stalls)],
    ['garbage collections', `${outcome.gcCount.feed} feed, ${outcome.gcCount.lane} lane`],
  ];
  const types = countsText(outcome.messagesByType);
  if (types !== NONE) facts.push(['messages by type', types]);
  if (outcome.digest !== undefined) facts.push(['digest', outcome.digest]);
  return `${alignedTable(facts, [false, false])}\n\n${stageTable(outcome.stages)}`;
}

export function stageTable(stages: Readonly<Record<string, StagePercentiles>>): string {
  const header = ['stage', 'p50', 'p90', 'p99', 'p99.9', 'p99.99', 'max', 'count'];
  const rows = Object.entries(stages).map(([name, stage]) => [
    name.replaceAll('_', ' '),
    ...[stage.p50Ns, stage.p90Ns, stage.p99Ns, stage.p999Ns, stage.p9999Ns, stage.maxNs].map(
      (ns) => (stage.count === 0 ? '-' : durationText(ns)),
    ),
    countText(stage.count),
  ]);
  return alignedTable(
    [header, ...rows],
    header.map((_, column) => column > 0),
  );
}

export const progressNote = (progress: FeedProgress): string =>
  `${countText(progress.messages)} messages`;

/** What was wrong, and what became of the rest. */
export const failureLine = (failure: { message: string }, messages: number): string =>
  `${failure.message}; the ${countText(messages)} messages that are good were kept`;

export const refusedChangesLine = (count: number): string =>
  `${countText(count)} ${count === 1 ? 'change contradicts its book and was' : 'changes contradict their books and were'} refused: the instruments are STALE from there on`;
