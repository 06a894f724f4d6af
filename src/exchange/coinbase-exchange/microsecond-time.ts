/** The time of a venue's messages in microseconds: each step later than the one before, by a microsecond at least. */
import { wallNowMs } from '../../telemetry/clock.js';

const US_PER_MS = 1000;

export class MicrosecondTime {
  private us = 0;

  next(): void {
    this.us = Math.max(this.us + 1, Math.floor(wallNowMs()) * US_PER_MS);
  }

  text(): string {
    const ms = Math.floor(this.us / US_PER_MS);
    const rest = String(this.us % US_PER_MS).padStart(3, '0');
    return new Date(ms).toISOString().replace('Z', `${rest}Z`);
  }
}
