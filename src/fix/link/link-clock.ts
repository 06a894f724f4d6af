/** The two clocks of a session, handed in by who has them. Any thread. */

export interface LinkClock {
  /** Monotonic: for timers. */
  nowNs(): number;
  /** Milliseconds since 1970: for SendingTime and schedules. */
  wallMs(): number;
}
