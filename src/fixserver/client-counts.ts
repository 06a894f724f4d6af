/** What one FIX client asked for and got, since the start; told at /metrics. Gateway thread. */

export class ClientCounts {
  logons = 0;
  /** 35=V, e, x, c, g. */
  requests = 0;
  /** 35=Y, and answers that say no. */
  rejections = 0;
  /** 35=W */
  images = 0;
  /** 35=X and f. */
  updates = 0;
}
