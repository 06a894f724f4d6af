/** Codec of status frames: the state of an instrument and why; the common header says it all. Written by a lane. */
import { FRAME, FRAME_KIND, makeHeaderTemplate, writeFrameHeader } from './frame-header.js';
import type { FrameHeader, FrameViews } from './frame-header.js';

export const STATUS_BYTES = FRAME.BODY;

const TEMPLATE = makeHeaderTemplate(FRAME_KIND.STATUS, [], STATUS_BYTES);

/** Write one status frame at `at`, a multiple of 8; FRAME_FLAG.IMAGE in the header's flags for a joiner. */
export function writeStatusFrame(views: FrameViews, at: number, header: FrameHeader): number {
  writeFrameHeader(views.u32, at, TEMPLATE, header, STATUS_BYTES, header.flags);
  return STATUS_BYTES;
}
