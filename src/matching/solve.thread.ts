import { parentPort } from 'node:worker_threads';
import type { OfferRecord, StudentRecord } from '../exchange/index.js';
import { checkInput, match, validateMatching } from './engine/index.js';
import type { MatchingInput, MatchingResult, Stage } from './engine/types.js';
import { inputDigest, matchingInput, matchRecords } from './match-files/index.js';
import type { FromThread, ProblemPart, ToldOutcome, ToThread } from './solve-messages.js';

/**
 * Solves one problem away from the thread that answers people. Started anew for each run, so that
 * stopping it stops the work wherever it is.
 */
const port = parentPort;
if (!port) throw new Error('This file is to be started as a worker thread');

const OUTCOMES_A_MESSAGE = 200;
const MILLISECONDS_BETWEEN_PROGRESS = 100;

const students: StudentRecord[] = [];
const offers: { record: OfferRecord; isStale: boolean }[] = [];
let waiting: ToldOutcome[] = [];

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'students':
      students.push(...message.records);
      break;
    case 'offers':
      offers.push(...message.offers);
      break;
    case 'rest':
      solve(message);
      break;
    case 'more':
      sendSome();
      break;
  }
});

function solve(rest: Extract<ProblemPart, { kind: 'rest' }>): void {
  const startedAt = performance.now();
  const input = problemOf(rest);
  const timings: Record<string, number> = {};
  const watch = stopwatch(timings, startedAt + rest.policy.maxSeconds * 1_000);
  const faults = checkInput(input, watch);
  if (faults.length > 0) {
    send({ kind: 'faults', faults });
    return;
  }
  const result = match(input, watch);
  const violations = validateMatching(input, result, watch);
  if (violations.length > 0) {
    const rules = [...new Set(violations.map(({ check }) => check))].join(', ');
    throw new Error(`The engine broke ${violations.length} rules: ${rules}`);
  }
  const { outcomes: _outcomes, ...summary } = result;
  waiting = toldOutcomes(input, result);
  send({
    kind: 'summary',
    summary: {
      ...summary,
      inputDigest: inputDigest(input),
      timings: { ...timings, total: Math.round(performance.now() - startedAt) },
    },
  });
}

function toldOutcomes(input: MatchingInput, result: MatchingResult): ToldOutcome[] {
  const outcomes = new Map(result.outcomes.map((outcome) => [outcome.request, outcome]));
  return matchRecords(input, result, { providers: () => [] }).flatMap((record) => {
    const outcome = outcomes.get(record.studentRef);
    if (!outcome) return [];
    const changeThatWouldHelp = record.status === 'unplaced' ? record.changeThatWouldHelp : '';
    return [{ outcome, reason: record.reason, changeThatWouldHelp }];
  });
}

function problemOf({
  pools,
  caps,
  policy,
  districts,
}: Extract<ProblemPart, { kind: 'rest' }>): MatchingInput {
  const districtOf = new Map(districts);
  const input = matchingInput(
    {
      students: students.map((record) => ({ line: 0, record })),
      offers: offers.map(({ record }) => ({ line: 0, record })),
      pools: pools.map((record) => ({ line: 0, record })),
      caps,
      policy: { ...policy, pinned: pairs(policy.pinned), forbidden: pairs(policy.forbidden) },
    },
    (postcode) => {
      const district = districtOf.get(postcode);
      if (!district) throw new Error('A postcode of the problem came without its district');
      return district;
    },
  );
  const stale = new Set(offers.filter((offer) => offer.isStale).map((offer) => offer.record.offerRef));
  return {
    ...input,
    offers: input.offers.map((offer) => (stale.has(offer.id) ? { ...offer, isStale: true } : offer)),
  };
}

function pairs(list: readonly { readonly request: string; readonly offer: string }[]) {
  return list.map(({ request, offer }) => ({ studentRef: request, offerRef: offer }));
}

/** Times the stages and tells of them, though not so often that telling takes longer than the work. */
function stopwatch(timings: Record<string, number>, endsAt: number) {
  let told = 0;
  let current: { stage: Stage; since: number } | undefined;
  return {
    progress(stage: Stage, done: number, total: number): void {
      const now = performance.now();
      if (stage !== current?.stage) {
        current = { stage, since: now };
        told = 0;
      }
      timings[stage] = Math.round(now - current.since);
      if (now - told < MILLISECONDS_BETWEEN_PROGRESS) return;
      told = now;
      send({ kind: 'progress', stage, percent: total > 0 ? Math.floor((100 * done) / total) : 0 });
    },
    isTimeUp: () => performance.now() >= endsAt,
  };
}

function sendSome(): void {
  const some = waiting.slice(0, OUTCOMES_A_MESSAGE);
  waiting = waiting.slice(OUTCOMES_A_MESSAGE);
  send(some.length > 0 ? { kind: 'outcomes', outcomes: some } : { kind: 'end' });
}

function send(message: FromThread): void {
  port?.postMessage(message);
}
