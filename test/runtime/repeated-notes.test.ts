import { describe, expect, it } from 'vitest';
import { RepeatedNotes } from '../../src/runtime/feeds/repeated-notes.js';

describe('lines that come again', () => {
  it('are written once a minute, with how many there were', () => {
    const written: string[] = [];
    let nowNs = 0;
    const notes = new RepeatedNotes(
      (text) => written.push(text),
      () => nowNs,
    );
    for (let second = 0; second < 130; second++) {
      nowNs = second * 1e9;
      notes.note(`venue is down, again in ${second}.5 s`);
      if (second === 10) notes.note('another line');
    }
    expect(written).toEqual([
      'venue is down, again in 0.5 s',
      'another line',
      'venue is down, again in 60.5 s (and 59 times more since the last such line)',
      'venue is down, again in 120.5 s (and 59 times more since the last such line)',
    ]);
  });

  it('are written anew after a quiet minute, and never remembered without bound', () => {
    const written: string[] = [];
    let nowNs = 0;
    const notes = new RepeatedNotes(
      (text) => written.push(text),
      () => nowNs,
    );
    notes.note('once');
    nowNs = 61e9;
    notes.note('once');
    expect(written).toEqual(['once', 'once']);
    const name = (index: number): string =>
      String.fromCharCode(97 + (index % 26)).repeat(index + 1);
    for (let i = 0; i < 300; i++) notes.note(name(i));
    expect(written).toHaveLength(302);
    notes.note(name(0));
    expect(written).toHaveLength(303);
  });
});
