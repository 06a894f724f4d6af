/** Codec of heartbeat frames. Written by a gateway to a client that got nothing else for a while. */
import {
  FRAME,
  FRAME_KIND,
  FrameHeader,
  makeHeaderTemplate,
  writeFrameHeader,
} from './frame-header.js';
import type { FrameViews } from './frame-header.js';

export const HEARTBEAT_BYTES = FRAME.BODY;

const TEMPLATE = makeHeaderTemplate(FRAME_KIND.HEARTBEAT, [], HEARTBEAT_BYTES);
const EMPTY = new FrameHeader();

/** Write one heartbeat at `at`, a multiple of 8. Only `sent` is set. */
export function writeHeartbeat(views: FrameViews, at: number, sentNs: number): number {
  EMPTY.sentNs = sentNs;
  writeFrameHeader(views.u32, at, TEMPLATE, EMPTY, HEARTBEAT_BYTES, 0);
  return HEARTBEAT_BYTES;
}
