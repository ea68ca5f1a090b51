import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayNumber } from '../../src/shared/days.js';
import { match, type MatchingInput } from '../../src/matching/engine/index.js';
import {
  ENGINE as engine,
  matchFiles,
  readReferenceData,
  type Engine,
  type FilesWatch,
} from '../../src/matching/match-files/index.js';

const silent: FilesWatch = { progress: () => undefined };
const fixture = (name: string): string => join(process.cwd(), 'test/fixtures/exchange', name);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairplace-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function options(policy?: unknown) {
  const path = join(folder, 'policy.json');
  if (policy !== undefined) writeFileSync(path, JSON.stringify(policy));
  return {
    students: fixture('students.csv'),
    offers: fixture('offers.csv'),
    ...(policy === undefined ? {} : { policy: path }),
    out: join(folder, 'matches.csv'),
    report: join(folder, 'report.json'),
    today: dayNumber('2026-12-07') ?? 0,
  };
}

describe('Matching files', () => {
  it('writes nothing when the answer breaks a rule: that is a bug, and it throws', async () => {
    const wrong: Engine = {
      ...engine,
      match: (input, watch) => {
        const result = match(input, watch);
        const outcomes = result.outcomes.map((outcome) =>
          outcome.status === 'placed' ? { ...outcome, offer: 'OFF-1' } : outcome,
        );
        return { ...result, outcomes };
      },
    };
    const matching = matchFiles(options(), await readReferenceData(), silent, wrong);
    await expect(matching).rejects.toThrow(/^The answer breaks \d+ rules/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('can be stopped by whoever watches, and writes nothing then', async () => {
    const stop: FilesWatch = {
      progress: (stage) => {
        if (stage === 'solving') throw new Error('stopped');
      },
    };
    await expect(matchFiles(options(), await readReferenceData(), stop)).rejects.toThrow('stopped');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives the engine keys, so that case and spaces decide nothing, and references as they are', async () => {
    let seen: MatchingInput | undefined;
    const watching: Engine = { ...engine, match: (input, watch) => match((seen = input), watch) };
    await matchFiles(options(), await readReferenceData(), silent, watching);
    expect(seen?.requests[0]).toMatchObject({ id: 'S-1', hei: 'ridgeway university', district: 'OX4' });
    expect(seen?.offers[0]).toMatchObject({ id: 'OFF-1', professions: ['occupational-therapist'] });
  });

  it('refuses pins that name nobody or break a rule, and lets a forbidden stranger be', async () => {
    const refusal = async (policy: unknown): Promise<readonly string[]> => {
      const matched = await matchFiles(options(policy), await readReferenceData(), silent);
      return matched.ok ? [] : matched.refusal.lines();
    };
    expect(await refusal({ pinned: [['S-1', 'OFF-9']] })).toEqual([
      "policy.json: pinned[0].offer_ref: found 'OFF-9', wanted a reference that the offers' file has",
    ]);
    expect(await refusal({ pinned: [['S-1', 'OFF-2']], defaultMaxTravelMinutes: 60 })).toEqual([
      'policy.json: pinned[0]: found breaks travel, wanted an eligible pair',
    ]);
    expect(await refusal({ forbidden: [['S-9', 'OFF-1']] })).toEqual([]);
  });
});
