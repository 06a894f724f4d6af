/**
 * Clients that do not keep up, as of now: what their gateways said last. Owns when a client is taken off
 * the list: its gateway notes it again in every round while it is behind. Supervisor.
 */
import type { BacklogEpisode } from '../../telemetry/episode.js';
import type { SlowReader } from './interval-record.js';

/** Rounds come at least four times a second; a gateway that collects or is held up gets some patience. */
const SILENCE_NS_LIMIT = 1e9;
const NS_PER_MS = 1e6;

export class SlowReaders {
  private readonly behind = new Map<string, BacklogEpisode>();

  note(episode: BacklogEpisode): void {
    this.behind.set(`${episode.thread}, client ${episode.client}`, episode);
  }

  /** Those that were behind at some time since `fromNs`; forgets those that are not any more. */
  since(fromNs: number, nowNs: number, wallBaseMs: number): readonly SlowReader[] {
    const readers: SlowReader[] = [];
    for (const [client, episode] of this.behind) {
      if (episode.endNs < Math.min(fromNs, nowNs - SILENCE_NS_LIMIT)) {
        this.behind.delete(client);
        continue;
      }
      readers.push({
        client,
        sinceMs: Math.round(wallBaseMs + episode.startNs / NS_PER_MS),
        backlogBytes: episode.unsentBytes,
      });
    }
    return readers;
  }
}
