/** The control thread as the supervisor sees it. Owns its start; it ends with the gateways. Supervisor. */
import { logThreadMessage, type RunLog } from '../run-log.js';
import type { HiccupThreadData } from './hiccup-thread.js';
import type { RunPlan } from '../run-plan.js';
import { ThreadHandle } from '../threads/thread-handle.js';
import type { LogMessage } from '../threads/thread-messages.js';

const END_MS_LIMIT = 500;

export class HiccupControl {
  private readonly thread: ThreadHandle<LogMessage, never>;

  constructor(plan: RunPlan, log: RunLog) {
    const data: HiccupThreadData = { plan };
    this.thread = new ThreadHandle(
      new URL('./hiccup-thread.js', import.meta.url),
      data,
      {},
      (message: LogMessage) => {
        logThreadMessage(log, 'hiccup', message);
      },
    );
    // Without it nothing is lost but a cause: the run goes on.
    void this.thread.exited.then((failure) => {
      if (failure !== undefined) log.warn({ reason: failure.message }, 'the control thread ended');
    });
  }

  /** After stopGateways was requested. */
  async end(): Promise<void> {
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, END_MS_LIMIT);
    });
    await Promise.race([this.thread.exited, late]);
    clearTimeout(deadline);
    await this.thread.terminate();
  }
}
