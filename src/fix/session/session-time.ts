/** The time of the turn that runs, as it was handed in: monotonic for timers, wall for stamps. Shared by a session's parts. */
export interface SessionTime {
  nowNs: number;
  wallMs: number;
}
