/** Replays a capture through its venues' normalizers, flat out, into a naive consumer of the events. */
import { CapturesSource } from '../../../src/feed/captures-source.js';
import { EventApplier, EventRecorder, type RecordedEvent } from '../event-recorder.js';
import { nextSourceNs, pacingUntil } from '../source-turns.js';

export interface ReplayedCapture {
  readonly applier: EventApplier;
  readonly recorder: EventRecorder;
  readonly source: CapturesSource;
}

/** @param look called for each event once it is applied. */
export async function replayCapture(
  path: string,
  look: (event: RecordedEvent, applier: EventApplier) => void = () => {},
): Promise<ReplayedCapture> {
  const recorder = new EventRecorder();
  const source = new CapturesSource({ path, sink: recorder, register: recorder });
  await source.open();
  const applier = new EventApplier(recorder.definitions);
  for (;;) {
    const next = nextSourceNs(source);
    if (next === Infinity) break;
    if (Number.isNaN(next)) await source.refill();
    else
      source.deliver(
        100,
        pacingUntil(Infinity, (ns) => ns),
      );
    for (const event of recorder.take()) {
      applier.apply(event);
      look(event, applier);
    }
  }
  for (const event of recorder.take()) applier.apply(event);
  await source.close();
  return { applier, recorder, source };
}
