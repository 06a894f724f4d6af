/** The stages of a message's way through the server, in its order. Owns their names: those of metrics, reports and docs. Runs everywhere. */

export const STAGE_NAMES = [
  'received_to_committed',
  'committed_to_applied',
  'applied_to_framed',
  'framed_to_sent',
  'received_to_sent',
] as const;

export type StageName = (typeof STAGE_NAMES)[number];
