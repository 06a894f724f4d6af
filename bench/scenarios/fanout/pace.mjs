/** Bursts on a schedule. A tick that is late is made up for, each in a turn of the loop of its own. */

/**
 * @param shape {ticks, everyMs, burst}.
 * @param write called with the numbers of a tick's first message and of the one after its last.
 */
export function pace({ ticks, everyMs, burst }, write) {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    let tick = 0;
    const turn = () => {
      try {
        write(tick * burst, (tick + 1) * burst);
      } catch (error) {
        reject(error);
        return;
      }
      tick++;
      if (tick === ticks) resolve();
      else setTimeout(turn, Math.max(0, startMs + tick * everyMs - performance.now()));
    };
    turn();
  });
}

/** A peer's message: its sequence, then filler. A new one each time: a socket may keep it. */
export function payloadOf(sequence, payloadBytes) {
  const payload = Buffer.alloc(payloadBytes, 0x2e);
  payload.writeUInt32LE(sequence);
  return payload;
}
