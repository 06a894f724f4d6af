import fc from 'fast-check';
import { Builder, ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { decodeLatencyReport } from '../../src/frame/decode-latency-report.js';
import { frameBytes } from '../../src/frame/frame-header.js';
import { LatencyReport } from '../../src/frame/generated/latency-report.js';
import { LatencyStage } from '../../src/frame/generated/latency-stage.js';
import { StageLatency } from '../../src/frame/generated/stage-latency.js';
import {
  latencyReportBytes,
  writeLatencyReport,
  type LatencyFigures,
} from '../../src/frame/latency-report.js';
import { verifyFrame } from '../../src/frame/verify-frame.js';
import { STAGE_NAMES } from '../../src/market/stage.js';
import { copyOf, dirtyViews, safeUnsigned } from './arbitraries.js';
import { viewOf } from './samples.js';

const AT = 64;

/** More digits than that are noise: a report has two significant ones. */
const fourDigits = (value: number): number => Number(value.toPrecision(4));
const us = fc.float({ noNaN: true, min: 0, max: 60_000_000 }).map(fourDigits);
const figures: fc.Arbitrary<LatencyFigures> = fc.record({
  sentNs: safeUnsigned,
  intervalNs: safeUnsigned,
  subscribedNs: safeUnsigned,
  stages: fc.array(
    fc.record({
      stage: fc.constantFrom(...STAGE_NAMES),
      count: safeUnsigned,
      p50Us: us,
      p90Us: us,
      p99Us: us,
      p999Us: us,
      maxUs: us,
    }),
    { maxLength: 7 },
  ),
  ledger: fc.record({
    generated: safeUnsigned,
    sent: safeUnsigned,
    droppedSlow: safeUnsigned,
    droppedWaiting: safeUnsigned,
    merged: safeUnsigned,
    images: safeUnsigned,
    dropsToImage: safeUnsigned,
    frames: safeUnsigned,
    bytes: safeUnsigned,
  }),
  backlog: fc.record({
    bytes: safeUnsigned,
    ageNs: safeUnsigned,
    bytesMax: safeUnsigned,
    ageNsMax: safeUnsigned,
  }),
});

/** Everything that the stock reader finds in a report. */
function readByStock(bytes: Uint8Array): LatencyFigures {
  const report = LatencyReport.getSizePrefixedRootAsLatencyReport(new ByteBuffer(bytes));
  return {
    sentNs: Number(report.sent()),
    intervalNs: Number(report.intervalNs()),
    subscribedNs: Number(report.subscribed()),
    stages: Array.from({ length: report.stagesLength() }, (_, i) => {
      const stage = report.stages(i)!;
      return {
        stage: STAGE_NAMES[stage.stage()]!,
        count: Number(stage.count()),
        p50Us: fourDigits(stage.p50Us()),
        p90Us: fourDigits(stage.p90Us()),
        p99Us: fourDigits(stage.p99Us()),
        p999Us: fourDigits(stage.p999Us()),
        maxUs: fourDigits(stage.maxUs()),
      };
    }),
    ledger: {
      generated: Number(report.deltasGenerated()),
      sent: Number(report.deltasSent()),
      droppedSlow: Number(report.deltasDroppedSlow()),
      droppedWaiting: Number(report.deltasDroppedWaiting()),
      merged: Number(report.messagesMerged()),
      images: Number(report.imagesSent()),
      dropsToImage: Number(report.dropsToImage()),
      frames: Number(report.framesSent()),
      bytes: Number(report.bytesSent()),
    },
    backlog: {
      bytes: Number(report.backlogBytes()),
      ageNs: Number(report.backlogAgeNs()),
      bytesMax: Number(report.backlogBytesMax()),
      ageNsMax: Number(report.backlogAgeNsMax()),
    },
  };
}

/** The same through the stock builder, whose layout is another. */
function buildByStock(values: LatencyFigures): Uint8Array {
  const { ledger, backlog, stages } = values;
  const builder = new Builder(64);
  LatencyReport.startStagesVector(builder, stages.length);
  for (const { stage, count, p50Us, p90Us, p99Us, p999Us, maxUs } of [...stages].reverse()) {
    const at = STAGE_NAMES.indexOf(stage);
    StageLatency.createStageLatency(builder, BigInt(count), p50Us, p90Us, p99Us, p999Us, maxUs, at);
  }
  const stagesAt = builder.endVector();
  LatencyReport.startLatencyReport(builder);
  LatencyReport.addSent(builder, BigInt(values.sentNs));
  LatencyReport.addIntervalNs(builder, BigInt(values.intervalNs));
  LatencyReport.addSubscribed(builder, BigInt(values.subscribedNs));
  LatencyReport.addStages(builder, stagesAt);
  LatencyReport.addDeltasGenerated(builder, BigInt(ledger.generated));
  LatencyReport.addDeltasSent(builder, BigInt(ledger.sent));
  LatencyReport.addDeltasDroppedSlow(builder, BigInt(ledger.droppedSlow));
  LatencyReport.addDeltasDroppedWaiting(builder, BigInt(ledger.droppedWaiting));
  LatencyReport.addMessagesMerged(builder, BigInt(ledger.merged));
  LatencyReport.addImagesSent(builder, BigInt(ledger.images));
  LatencyReport.addDropsToImage(builder, BigInt(ledger.dropsToImage));
  LatencyReport.addFramesSent(builder, BigInt(ledger.frames));
  LatencyReport.addBytesSent(builder, BigInt(ledger.bytes));
  LatencyReport.addBacklogBytes(builder, BigInt(backlog.bytes));
  LatencyReport.addBacklogAgeNs(builder, BigInt(backlog.ageNs));
  LatencyReport.addBacklogBytesMax(builder, BigInt(backlog.bytesMax));
  LatencyReport.addBacklogAgeNsMax(builder, BigInt(backlog.ageNsMax));
  const root = LatencyReport.endLatencyReport(builder);
  LatencyReport.finishSizePrefixedLatencyReportBuffer(builder, root);
  return builder.asUint8Array().slice();
}

describe('a latency report', () => {
  it('is read back by the stock generated reader and by our decoder', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const views = dirtyViews(AT + latencyReportBytes(values.stages.length) + 8);
        const bytes = writeLatencyReport(views, AT, values);
        expect(bytes).toBe(latencyReportBytes(values.stages.length));
        expect(bytes % 8).toBe(0);
        expect(frameBytes(views.u32, AT)).toBe(bytes);
        expect(views.u8[AT + bytes]).toBe(0xa5);
        const copy = copyOf(views, AT, bytes);
        expect(new TextDecoder().decode(copy.subarray(8, 12))).toBe('BCLR');
        expect(readByStock(copy)).toEqual(values);
        expect(verifyFrame(viewOf(copy), 0, bytes)).toBeUndefined();
        expect(decodeLatencyReport(viewOf(copy), 0)).toEqual(values);
      }),
    );
  });

  it('of the stock builder is read by our decoder', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const bytes = buildByStock(values);
        expect(verifyFrame(viewOf(bytes), 0, bytes.length)).toBeUndefined();
        expect(decodeLatencyReport(viewOf(bytes), 0)).toEqual(values);
      }),
    );
  });

  it('of a later server loses the stages that have no name here, and nothing else', () => {
    const builder = new Builder(64);
    LatencyReport.startStagesVector(builder, 2);
    const unknown: number = STAGE_NAMES.length;
    StageLatency.createStageLatency(builder, 3n, 1, 2, 3, 4, 5, unknown);
    StageLatency.createStageLatency(builder, 4n, 1, 2, 3, 4, 5, LatencyStage.FramedToSent);
    const stagesAt = builder.endVector();
    builder.startObject(20);
    builder.addFieldInt64(0, 77n, 0n);
    builder.addFieldOffset(3, stagesAt, 0);
    builder.addFieldInt64(19, 5n, 0n);
    builder.finishSizePrefixed(builder.endObject(), 'BCLR');
    const bytes = builder.asUint8Array().slice();
    expect(verifyFrame(viewOf(bytes), 0, bytes.length)).toBeUndefined();
    const report = decodeLatencyReport(viewOf(bytes), 0);
    expect(report.sentNs).toBe(77);
    expect(report.stages.map(({ stage, count }) => [stage, count])).toEqual([
      ['framed_to_sent', 4],
    ]);
    expect(report.ledger.generated).toBe(0);
  });

  it('numbers the stages as the schema does', () => {
    const names = STAGE_NAMES.map((name) =>
      name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
    expect(names).toEqual(STAGE_NAMES.map((_, index) => LatencyStage[index]));
  });
});
