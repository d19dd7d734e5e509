import { describe, expect, it } from 'vitest';
import {
  toAge,
  toElapsed,
  toElapsedWords,
  toIsoDuration,
  toUsualWords,
} from '../../../src/protocol/durations';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

describe('toElapsed', () => {
  it.each([
    [-5, '<1 s'],
    [0, '<1 s'],
    [999, '<1 s'],
    [6 * second, '6 s'],
    [59.9 * second, '59 s'],
    [minute, '1:00'],
    [108 * second, '1:48'],
    [59 * minute + 59 * second, '59:59'],
    [hour + 2 * minute + 3 * second, '1:02:03'],
    [30 * hour, '30:00:00'],
  ])('shows %i ms as %s', (durationMs, expected) => {
    expect(toElapsed(durationMs)).toBe(expected);
  });
});

describe('toElapsedWords', () => {
  it.each([
    [-5, 'under 1 s'],
    [6 * second, '6 s'],
    [minute, '1 min'],
    [108 * second, '1 min 48 s'],
    [hour, '1 h'],
    [hour + 2 * minute + 59 * second, '1 h 2 min'],
  ])('says %i ms as %s', (durationMs, expected) => {
    expect(toElapsedWords(durationMs)).toBe(expected);
  });
});

describe('toIsoDuration', () => {
  it('counts whole seconds and never below zero', () => {
    expect(toIsoDuration(108_900)).toBe('PT108S');
    expect(toIsoDuration(-1)).toBe('PT0S');
  });
});

describe('toAge', () => {
  it.each([
    [-minute, 'just now'],
    [9 * second, 'just now'],
    [12 * second, '10 s ago'],
    [59 * second, '50 s ago'],
    [minute, '1 min ago'],
    [3 * hour, '3 h ago'],
    [24 * hour, '1 day ago'],
    [50 * hour, '2 days ago'],
  ])('says of %i ms: %s', (ageMs, expected) => {
    expect(toAge(ageMs)).toBe(expected);
  });
});

describe('toUsualWords', () => {
  it.each([
    [2 * minute, 5 * minute, '2 to 5 minutes'],
    [minute, 10 * minute, '1 to 10 minutes'],
    [0, minute, 'under a minute'],
    [0, 10 * second, 'under 10 seconds'],
    [5 * second, 30 * second, '5 to 30 seconds'],
    [2 * minute, 2 * minute, 'about 2 minutes'],
    [0, 2 * minute, 'up to 2 minutes'],
    [second, second, 'about 1 second'],
  ])('says %i to %i ms as %s', (lowMs, highMs, expected) => {
    expect(toUsualWords({ lowMs, highMs })).toBe(expected);
  });
});
