import type { Offer } from '../types.js';
import type { ContrastDemand } from './types.js';

/**
 * How far the demands of one set of rules are met, as a small machine: states, and classes of offers that lead from
 * one to the next. Offers that bring the same codes are of one class; learners who lack the same are in one state.
 * States are made as they are reached, at most one for each set of codes that still matters.
 *
 * A state keeps two accounts: what the blocks with a place bring, by which demands are met; and what all
 * blocks bring when each open one gets the offer that it is kept for, by which required demands stay within reach.
 */
export class ContrastStates {
  readonly classOfOffer: Int32Array;
  readonly classes: number;
  readonly isAnyRequired: boolean;
  /** Codes that required demands are short of in each state made so far, open blocks counted for what they are kept for. */
  readonly missing: number[] = [];
  /** Demands that what has a place does not meet, in each state made so far. */
  readonly unmet: number[] = [];
  private readonly demands: readonly Demand[];
  private readonly codesOfClass: readonly Codes[];
  private readonly states: State[] = [];
  private readonly stateAt = new Map<string, number>();
  private readonly afterPlaced: Int32Array[] = [];
  private readonly afterKept: Int32Array[] = [];

  constructor(contrast: readonly ContrastDemand[], offers: readonly Offer[]) {
    this.demands = contrast.map(demandOf);
    const codesOfClass: Codes[] = [];
    const classAt = new Map<string, number>();
    this.classOfOffer = Int32Array.from(offers, (offer) => {
      const codes = this.demands.map((demand) => demand.counting(codesOf(offer, demand.kind)));
      const key = JSON.stringify(codes);
      const known = classAt.get(key);
      if (known !== undefined) return known;
      classAt.set(key, codesOfClass.length);
      return codesOfClass.push(codes) - 1;
    });
    this.codesOfClass = codesOfClass;
    this.classes = codesOfClass.length;
    this.isAnyRequired = this.demands.some(({ isRequired }) => isRequired);
  }

  /** The state before any block, of a learner with this behind him or her. */
  start(settingsDone: readonly string[], pillarsDone: readonly string[]): number {
    const done = this.demands.map((demand) =>
      demand.counting(demand.kind === 'setting' ? settingsDone : pillarsDone),
    );
    return this.stateOf({ placed: done, kept: done });
  }

  /** The state once a block has a place on an offer of the class. Blocks may come in any order. */
  placed(state: number, offerClass: number): number {
    return this.step(this.afterPlaced, state, offerClass, ({ placed, kept }, codes) => ({
      placed: this.joined(placed, codes),
      kept: this.joined(kept, codes),
    }));
  }

  /** The state once a block has been left open and counted on for an offer of the class. */
  kept(state: number, offerClass: number): number {
    return this.step(this.afterKept, state, offerClass, ({ placed, kept }, codes) => ({
      placed,
      kept: this.joined(kept, codes),
    }));
  }

  /** For each demand, how many codes it is short of by what has a place. */
  shortfalls(state: number): number[] {
    const { placed } = this.states[state]!;
    return this.demands.map(({ wanted }, at) => wanted - placed[at]!.length);
  }

  private joined(had: Codes, more: Codes): Codes {
    return this.demands.map((demand, at) => demand.counting([...had[at]!, ...more[at]!]));
  }

  private step(
    known: Int32Array[],
    state: number,
    offerClass: number,
    after: (state: State, codes: Codes) => State,
  ): number {
    const row = (known[state] ??= new Int32Array(this.classes).fill(-1));
    if (row[offerClass]! < 0)
      row[offerClass] = this.stateOf(after(this.states[state]!, this.codesOfClass[offerClass]!));
    return row[offerClass]!;
  }

  private stateOf(state: State): number {
    // Where nothing is required, nobody asks what open blocks are kept for.
    const kept = state.kept.map((codes, at) => (this.demands[at]!.isRequired ? codes : []));
    const key = JSON.stringify([state.placed, kept]);
    const known = this.stateAt.get(key);
    if (known !== undefined) return known;
    this.stateAt.set(key, this.states.length);
    const short = this.demands.map(({ isRequired, wanted }, at) =>
      isRequired ? wanted - kept[at]!.length : 0,
    );
    this.missing.push(short.reduce((sum, codes) => sum + codes, 0));
    this.unmet.push(this.demands.filter(({ wanted }, at) => state.placed[at]!.length < wanted).length);
    return this.states.push({ placed: state.placed, kept }) - 1;
  }
}

/** For each demand, the codes that count towards it, sorted; never more than it wants. */
type Codes = readonly (readonly string[])[];

interface State {
  readonly placed: Codes;
  readonly kept: Codes;
}

/** A demand as "so many different ones", of all or of some. */
export interface Demand {
  readonly kind: ContrastDemand['kind'];
  readonly isRequired: boolean;
  readonly wanted: number;
  /** Those of the codes that count, each once, sorted; when they are enough, the same ones for all that is enough. */
  counting(codes: readonly string[]): readonly string[];
}

/** Stands for the codes of a demand that has enough, whichever they are. No code begins so. */
const ENOUGH = '\u0000';

export function demandOf(demand: ContrastDemand): Demand {
  const { kind, isRequired } = demand;
  const among = 'mustInclude' in demand ? new Set(demand.mustInclude) : null;
  const wanted = 'mustInclude' in demand ? new Set(demand.mustInclude).size : demand.differentAtLeast;
  const enough = new Array<string>(wanted).fill(ENOUGH);
  return {
    kind,
    isRequired,
    wanted,
    counting(codes) {
      if (codes.includes(ENOUGH)) return enough;
      const had = [...new Set(codes)].filter((code) => code !== '' && (among === null || among.has(code)));
      return had.length >= wanted ? enough : had.sort();
    },
  };
}

/** Settings of an offer's legs, or its pillars. A leg with no setting given counts for none. */
export function codesOf(offer: Offer, kind: ContrastDemand['kind']): readonly string[] {
  return kind === 'pillar' ? offer.pillars : offer.legs.map(({ setting }) => setting);
}
