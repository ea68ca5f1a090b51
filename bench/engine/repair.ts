import { candidatesOf } from '../../src/matching/engine/candidates.js';
import { groundOf } from '../../src/matching/engine/eligibility.js';
import {
  assign,
  prepareMatching,
  type MatchingInForce,
  type MatchingInput,
  type RepairEvent,
  type Request,
} from '../../src/matching/engine/index.js';
import { generate, mulberry32, SIZES } from './generator.js';

const EVENTS_OF_A_KIND = 200;

/** Makes one event of a kind for the matching as it stands. */
type Maker = (state: State) => RepairEvent;

interface State {
  readonly dice: <Thing>(things: readonly Thing[]) => Thing;
  readonly holdings: ReturnType<MatchingInForce['holdings']>;
  readonly newcomers: Request[];
  /** Eligible offers of each request. */
  readonly suiting: ReadonlyMap<string, readonly string[]>;
  readonly requests: readonly string[];
}

const MAKERS: Readonly<Record<string, Maker>> = {
  'offer withdrawn': ({ dice, holdings }) => ({ kind: 'offer-withdrawn', offer: dice(holdings).offer }),
  'request withdrawn': ({ dice, holdings }) => ({
    kind: 'request-withdrawn',
    request: dice(holdings).request,
  }),
  'request added': ({ newcomers }) => ({ kind: 'request-added', request: newcomers.pop()! }),
  'place added': ({ dice, holdings }) => ({
    kind: 'places-added',
    offer: dice(holdings).offer,
    places: 1,
  }),
  'place taken': ({ dice, holdings }) => ({ kind: 'places-taken', offer: dice(holdings).offer, places: 1 }),
  'pair pinned': ({ dice, suiting, requests }) => {
    const request = dice(requests);
    return { kind: 'pair-pinned', request, offer: dice(suiting.get(request)!) };
  },
  'pair forbidden': ({ dice, holdings }) => {
    const { request, offer } = dice(holdings);
    return { kind: 'pair-forbidden', request, offer };
  },
};

/**
 * Repairs beside the full solve, in one run: a matching that is best, made ready once, then events of each kind one
 * after another, each from where the last one left it. At the end as many have a place as a full solve would place.
 */
export function benchRepair(size: 'S' | 'M' | 'L', print: (line: string) => void): void {
  const input = generate(SIZES[size]);
  const solved = solve(input);
  const again = solve(input);
  const solveMs = Math.min(solved.ms, again.ms);
  const started = processorMs();
  const prepared = prepareMatching(input, solved.held);
  const prepareMs = processorMs() - started;
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.refusal.slice(0, 3)));
  const inForce = prepared.value;
  print(`\n${size}, processor time: solve ${solveMs.toFixed(0)} ms, prepare ${prepareMs.toFixed(0)} ms.\n`);
  print('| event | repairs | median ms | p99 ms | most ms | p99 of solve | changes | not placed | refused |');
  print('|-|-|-|-|-|-|-|-|-|');

  const random = mulberry32(7);
  const dice = <Thing>(things: readonly Thing[]) => things[Math.floor(random() * things.length)]!;
  const newcomers = generate({ ...SIZES[size], seed: 99 })
    .requests.slice(0, EVENTS_OF_A_KIND)
    .map((request) => ({ ...request, id: `X${request.id}` }));
  for (const [kind, make] of Object.entries(MAKERS)) {
    const times: number[] = [];
    let [changes, inVain, refused] = [0, 0, 0];
    let state = stateOf(inForce, solved.suiting, dice, newcomers);
    for (let nth = 0; nth < EVENTS_OF_A_KIND; nth++) {
      if (nth % 20 === 19) state = stateOf(inForce, solved.suiting, dice, newcomers);
      const event = make(state);
      // The least of three runs, of which the last is kept.
      let ms = Infinity;
      const timed = (run: () => ReturnType<MatchingInForce['repair']>) => {
        const start = processorMs();
        const repair = run();
        ms = Math.min(ms, processorMs() - start);
        return repair;
      };
      timed(() => inForce.preview([event]));
      timed(() => inForce.preview([event]));
      const repair = timed(() => inForce.repair([event]));
      if (!repair.ok) {
        refused++;
        continue;
      }
      times.push(ms);
      changes += repair.value.changes.length;
      inVain += repair.value.chains.filter(({ end }) => end.kind === 'no-place').length;
    }
    times.sort((a, b) => a - b);
    const at = (part: number) => times[Math.min(times.length - 1, Math.floor(part * times.length))]!;
    const part = `${((100 * at(0.99)) / solveMs).toFixed(2)} %`;
    const figures = [at(0.5), at(0.99), at(1)].map((ms) => ms.toFixed(2));
    print(`| ${[kind, times.length, ...figures, part, changes, inVain, refused].join(' | ')} |`);
  }

  const placed = inForce.holdings().length;
  const most = mostPlaced(inForce.input());
  print(`\nAfter all of them ${placed} have a place; a full solve places ${most}.`);
  if (placed !== most) throw new Error('The repairs have lost places.');
}

/** Processor time of this program so far: other programs' turns do not count in it, the collection of garbage does. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How many a full solve places, with the pinned where they are. */
function mostPlaced(input: MatchingInput): number {
  const { pinned } = input.policy;
  const isPinned = new Set(pinned.map(({ request }) => request));
  const taken = new Map<string, number>();
  for (const { offer } of pinned) taken.set(offer, (taken.get(offer) ?? 0) + 1);
  const rest = {
    ...input,
    requests: input.requests.filter(({ id }) => !isPinned.has(id)),
    offers: input.offers.map((offer) => ({ ...offer, places: offer.places - (taken.get(offer.id) ?? 0) })),
    policy: { ...input.policy, pinned: [] },
  };
  return pinned.length + solve(rest).held.length;
}

function solve(input: MatchingInput) {
  const { requests, offers, rowStart, offer, cost } = candidatesOf(input, groundOf(input));
  const places = Int32Array.from(offers, (one) => one.places);
  const started = processorMs();
  const { offerOf } = assign({ places, rowStart, offer, cost });
  const ms = processorMs() - started;
  const held = requests.flatMap(({ id }, at) =>
    offerOf[at]! < 0 ? [] : [{ request: id, offer: offers[offerOf[at]!]!.id, isFixed: false }],
  );
  const suiting = new Map(
    requests.flatMap(({ id }, at) => {
      const row = offer.subarray(rowStart[at], rowStart[at + 1]);
      return row.length === 0 ? [] : [[id, Array.from(row, (o) => offers[o]!.id)] as const];
    }),
  );
  return { ms, held, suiting };
}

function stateOf(
  inForce: MatchingInForce,
  suiting: State['suiting'],
  dice: State['dice'],
  newcomers: Request[],
): State {
  const requests = inForce.input().requests.flatMap(({ id }) => (suiting.has(id) ? [id] : []));
  return { dice, holdings: inForce.holdings(), newcomers, suiting, requests };
}
