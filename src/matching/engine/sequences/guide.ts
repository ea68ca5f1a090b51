import type { ContrastStates } from './contrast.js';

/**
 * The states of contrast that one learner can come through, block by block, laid out for speed: states are known by
 * their place among those before the same block, classes by their place among those of the block's pairs. States from
 * which no allowed end can be reached are left out.
 */
export class Guide {
  /** Least weight of finishing from each state before each block, and after the last. Set by {@link weigh}. */
  readonly least: readonly Float64Array[];

  private constructor(
    readonly states: ContrastStates,
    /** States of the contrast after the last block. */
    private readonly ends: Int32Array,
    private readonly blocks: readonly BlockArcs[],
  ) {
    this.least = [
      ...blocks.map(({ stays }) => new Float64Array(stays.length)),
      new Float64Array(ends.length),
    ];
  }

  /**
   * @param classesOfBlock - for each block the classes of its pairs
   * @param isAllowed - whether a sequence may end in a state
   * @returns `null` when it would have more arcs than `mostArcs`
   */
  static of(
    states: ContrastStates,
    start: number,
    classesOfBlock: readonly Int32Array[],
    isAllowed: (state: number) => boolean,
    mostArcs: number,
  ): Guide | null {
    const layers: Set<number>[] = [new Set([start])];
    let arcs = 0;
    for (const classes of classesOfBlock) {
      const next = new Set<number>();
      for (const state of layers[layers.length - 1]!) {
        if ((arcs += 1 + classes.length) > mostArcs) return null;
        next.add(state);
        for (const one of classes) next.add(states.placed(state, one)).add(states.kept(state, one));
      }
      layers.push(next);
    }
    const ends = Int32Array.from(layers.pop()!).filter(isAllowed);
    const blocks: BlockArcs[] = [];
    let then: ReadonlyMap<number, number> = new Map(Array.from(ends, (state, at) => [state, at]));
    for (let layer = layers.pop(); layer; layer = layers.pop()) {
      const { arcs: ofBlock, alive } = blockArcs(states, [...layer], classesOfBlock[layers.length]!, then);
      blocks.unshift(ofBlock);
      then = new Map(alive.map((state, at) => [state, at]));
    }
    return new Guide(states, ends, blocks);
  }

  /**
   * Works out {@link least}, backwards.
   *
   * @param leastOfClass - for each block, the least weight among the pairs of each class
   * @param ofOpen - for each block, the weight of leaving it open
   * @param ofEnd - the weight of ending in a state of the contrast
   */
  weigh(
    leastOfClass: readonly Float64Array[],
    ofOpen: ArrayLike<number>,
    ofEnd: (state: number) => number,
  ): void {
    const { least, ends, blocks } = this;
    const last = least[blocks.length]!;
    for (let at = 0; at < ends.length; at++) last[at] = ofEnd(ends[at]!);
    for (let block = blocks.length - 1; block >= 0; block--) {
      const [here, then] = [least[block]!, least[block + 1]!];
      const { classes, placed, openStart, open } = blocks[block]!;
      const weights = leastOfClass[block]!;
      for (let state = 0, arc = 0; state < here.length; state++) {
        let best = Infinity;
        for (let at = openStart[state]!, end = openStart[state + 1]!; at < end; at++) {
          const weight = then[open[at]!]!;
          if (weight < best) best = weight;
        }
        best += ofOpen[block]!;
        for (let one = 0; one < classes; one++, arc++) {
          const to = placed[arc]!;
          if (to < 0) continue;
          const weight = weights[one]! + then[to]!;
          if (weight < best) best = weight;
        }
        here[state] = best;
      }
    }
  }

  classesOf(block: number): number {
    return this.blocks[block]!.classes;
  }

  /** The state that a place of the class leads to, or -1. */
  afterPlaced(block: number, state: number, one: number): number {
    const { placed, classes } = this.blocks[block]!;
    return placed[state * classes + one]!;
  }

  /** The state that leaving the block open leads to when it is kept for the class, or -1. */
  afterKept(block: number, state: number, one: number): number {
    const { kept, classes } = this.blocks[block]!;
    return kept[state * classes + one]!;
  }

  /** The state that leaving the block open for nothing leads to, or -1. */
  afterOpen(block: number, state: number): number {
    return this.blocks[block]!.stays[state]!;
  }
}

/** Where the states before a block lead, as places among the states after it; -1 where no allowed end can be reached. */
interface BlockArcs {
  readonly classes: number;
  /** By state, then class. */
  readonly placed: Int32Array;
  readonly kept: Int32Array;
  readonly stays: Int32Array;
  /** All that leaving it open may lead to, each once: those of state `s` from `openStart[s]` up to `openStart[s + 1]`. */
  readonly openStart: Int32Array;
  readonly open: Int32Array;
}

function blockArcs(
  states: ContrastStates,
  layer: readonly number[],
  classes: Int32Array,
  then: ReadonlyMap<number, number>,
): { readonly arcs: BlockArcs; readonly alive: readonly number[] } {
  const alive: number[] = [];
  const placed: number[] = [];
  const kept: number[] = [];
  const stays: number[] = [];
  const open: number[] = [];
  const openStart = [0];
  const place = (state: number) => then.get(state) ?? -1;
  for (const state of layer) {
    const stay = place(state);
    const afterPlaced = Array.from(classes, (one) => place(states.placed(state, one)));
    const afterKept = Array.from(classes, (one) => place(states.kept(state, one)));
    const afterOpen = [...new Set([stay, ...afterKept])].filter((to) => to >= 0);
    if (afterOpen.length === 0 && afterPlaced.every((to) => to < 0)) continue;
    alive.push(state);
    stays.push(stay);
    placed.push(...afterPlaced);
    kept.push(...afterKept);
    open.push(...afterOpen);
    openStart.push(open.length);
  }
  const arcs = {
    classes: classes.length,
    placed: Int32Array.from(placed),
    kept: Int32Array.from(kept),
    stays: Int32Array.from(stays),
    openStart: Int32Array.from(openStart),
    open: Int32Array.from(open),
  };
  return { arcs, alive };
}
