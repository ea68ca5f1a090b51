import { breaks, ruleBrokenFrom, type Ground, type Trait } from './eligibility.js';
import { allKindsOf, inOrderOf, type Kinds } from './pairing/kinds.js';
import { RULES, type Offer, type Request, type Rule } from './types.js';

/** Rules that do not look at where the student lives, nor at the pair as such. */
type KindRule = Exclude<Rule, 'travel' | 'forbidden'>;

interface Sight {
  readonly ofRequest: readonly ((request: Request) => Trait)[];
  readonly ofOffer: readonly ((offer: Offer) => Trait)[];
}

/** All that each rule looks at: who is alike in these is alike to the rule. A spec watches that the rules read nothing else. */
const SIGHT: Readonly<Record<KindRule, Sight>> = {
  profession: { ofRequest: [(request) => request.profession], ofOffer: [(offer) => offer.professions] },
  year: { ofRequest: [(request) => request.year], ofOffer: [(offer) => offer.years.map(String)] },
  dates: {
    ofRequest: [(request) => request.startsOn, (request) => request.endsOn],
    ofOffer: [(offer) => offer.startsOn, (offer) => offer.endsOn],
  },
  pattern: {
    ofRequest: [(request) => request.halfDaysPerWeek],
    ofOffer: [
      (offer) => offer.legs.map(({ halfDaysPerWeek, pool }) => `${halfDaysPerWeek} ${pool === null}`),
    ],
  },
  stale: { ofRequest: [], ofOffer: [(offer) => offer.isStale] },
  reserved: {
    ofRequest: [(request) => request.hei],
    ofOffer: [(offer) => offer.reservedFor, (offer) => offer.releaseOn ?? ''],
  },
  conflict: {
    ofRequest: [(request) => request.excludedProviders],
    ofOffer: [(offer) => offer.legs.map(({ provider }) => provider)],
  },
  repeat: {
    ofRequest: [(request) => request.providersDone],
    ofOffer: [(offer) => offer.legs.map(({ provider }) => provider)],
  },
  setting: {
    ofRequest: [
      (request) => request.demands.settings,
      (request) => request.demands.pillars,
      (request) => request.demands.standards,
    ],
    ofOffer: [
      (offer) => offer.legs.map(({ setting }) => setting),
      (offer) => offer.pillars,
      (offer) => offer.standards,
    ],
  },
  driver: {
    ofRequest: [(request) => request.transport === 'car'],
    ofOffer: [(offer) => offer.isDriverNeeded],
  },
  clearance: { ofRequest: [(request) => request.clearances], ofOffer: [(offer) => offer.requires] },
  access: { ofRequest: [(request) => request.accessNeeds], ofOffer: [(offer) => offer.accessFeatures] },
};
const KIND_RULES = RULES.filter((rule): rule is KindRule => rule in SIGHT);

/** Of the offers that a request fails by one rule, those worth telling of: what the rule asks could be had. */
export type IsNear = (rule: Rule, request: Request, offer: Offer) => boolean;

/** A set of offers: bits, 32 to a word, the first offer in the lowest. */
export type OfferBits = Uint32Array;

export function offerBits(offers: number, isIn: (offer: number) => boolean): OfferBits {
  const bits = new Uint32Array(Math.ceil(offers / BITS));
  for (let offer = 0; offer < offers; offer++) if (isIn(offer)) bits[offer >>> 5]! |= 1 << (offer & 31);
  return bits;
}

/** Requests to which all rules but travel and forbidden are alike. What it tells is valid until the next class is visited. */
export interface RequestClass {
  /** Places of the requests in id order, rising. */
  readonly members: Int32Array;
  /** Offers that break none of these rules, rising, or those of them that are `among` some; how many they are; and whether one of them is. */
  passing(among?: OfferBits): Int32Array;
  passingCount(): number;
  passes(offer: number): boolean;
  /** Offers that break exactly one of these rules, and nearly keep it; rising; or those `among` some; and whether one of them is. */
  nearly(among?: OfferBits): Int32Array;
  nearlyPasses(offer: number): boolean;
  /** How many offers each rule removes, an offer counting under the first that it breaks. Rules that remove none are left out. */
  removed(): readonly { readonly rule: Rule; readonly offers: number }[];
}

const BITS = 32;
/** Sets of offers that are remembered for each rule; where there are more kinds of requests, the others are made anew. */
const MOST_SETS = 1_024;

/**
 * Tells classes of requests, one after another, which offers pass the rules, nearly pass, or fail, and by which rule.
 *
 * Offers are bits, 32 to a word. Each rule and kind of request has the set of offers that break it, made by asking the
 * rule itself once for each kind of offer; classes are visited in the order of rules and kinds, so that what one has in
 * common with the next is not done again. Time grows with classes times offers, divided by 32.
 */
export class RuleSets {
  private readonly words: number;
  private readonly rules: readonly RuleSet[];
  private readonly order: Int32Array;

  constructor(
    private readonly requests: readonly Request[],
    offers: readonly Offer[],
    ground: Ground,
    isNear: IsNear,
  ) {
    this.words = Math.ceil(offers.length / BITS);
    const kindsOfRequests = allKindsOf(
      requests,
      KIND_RULES.map((rule) => SIGHT[rule].ofRequest),
    );
    const kindsOfOffers = allKindsOf(
      offers,
      KIND_RULES.map((rule) => (isAboutNames(rule) ? [] : SIGHT[rule].ofOffer)),
    );
    this.rules = KIND_RULES.map(
      (rule, nth) => new RuleSet(rule, kindsOfRequests[nth]!, kindsOfOffers[nth]!, offers, ground, isNear),
    );
    this.order = inOrderOf(
      requests.length,
      this.rules.map(({ kinds }) => kinds).filter(({ first }) => first.length > 1),
    );
  }

  /** Visits all classes; `pulse` is called between any two. */
  forEachClass(visit: (requests: RequestClass) => void, pulse: () => void): void {
    const { rules, order, requests, words } = this;
    /** Sets before the first rule, after it, and so on: offers that broke no rule so far, and those that nearly kept their only one. */
    const none = Array.from({ length: rules.length + 1 }, () => new Uint32Array(words));
    const one = none.map(() => new Uint32Array(words));
    const counts = new Int32Array(rules.length + 1).fill(-1);
    fillAll(none[0]!, this.rules[0]!.kindsOfOffers.of.length);
    const countAfter = (depth: number) => {
      if (counts[depth]! < 0) counts[depth] = countBits(none[depth]!);
      return counts[depth]!;
    };
    let from = 0;
    for (let at = 0; at < order.length; at = from) {
      const first = order[at]!;
      let depth = 0;
      if (at > 0) {
        const before = order[at - 1]!;
        while (rules[depth]!.kinds.of[before] === rules[depth]!.kinds.of[first]) depth++;
      }
      for (; depth < rules.length; depth++) {
        rules[depth]!.apply(requests[first]!, first, none, one, depth);
        counts[depth + 1] = -1;
      }
      const isAlike = (r: number) => rules.every(({ kinds }) => kinds.of[r] === kinds.of[first]);
      from = at + 1;
      while (from < order.length && isAlike(order[from]!)) from++;
      const end = rules.length;
      pulse();
      visit({
        members: order.subarray(at, from),
        passing: (among) => bitsOf(none[end]!, among),
        passingCount: () => countAfter(end),
        passes: (offer) => hasBit(none[end]!, offer),
        nearly: (among) => bitsOf(one[end]!, among),
        nearlyPasses: (offer) => hasBit(one[end]!, offer),
        removed: () =>
          rules.flatMap(({ rule }, nth) => {
            const offers = countAfter(nth) - countAfter(nth + 1);
            return offers > 0 ? [{ rule, offers }] : [];
          }),
      });
    }
  }
}

/** Whether the rule looks at providers that the request names: of those there are nearly as many kinds as requests and offers. */
function isAboutNames(rule: KindRule): boolean {
  return rule === 'conflict' || rule === 'repeat';
}

/** Offers that break a rule, all and those that nearly keep it; as bits, or as a list where they are few. */
interface Broken {
  readonly bits: Uint32Array | null;
  readonly nearBits: Uint32Array | null;
  readonly list: Int32Array;
  readonly isNear: Uint8Array;
}

class RuleSet {
  private readonly membersOf: readonly Int32Array[];
  private readonly known = new Map<number, Broken>();
  /** Offers by provider, for the rules that look at who the request names: most name nobody. */
  private readonly offersAt: ReadonlyMap<string, readonly number[]> | null;

  constructor(
    readonly rule: KindRule,
    readonly kinds: Kinds,
    readonly kindsOfOffers: Kinds,
    private readonly offers: readonly Offer[],
    private readonly ground: Ground,
    private readonly isNear: IsNear,
  ) {
    const isNamed = isAboutNames(rule);
    this.membersOf = isNamed ? [] : membersOf(kindsOfOffers);
    this.offersAt = isNamed ? byProvider(offers) : null;
  }

  /** From the sets before the rule makes those after it. */
  apply(
    request: Request,
    r: number,
    none: readonly Uint32Array[],
    one: readonly Uint32Array[],
    depth: number,
  ): void {
    const { bits, nearBits, list, isNear } = this.broken(request, this.kinds.of[r]!);
    const [noneBefore, oneBefore] = [none[depth]!, one[depth]!];
    const [noneAfter, oneAfter] = [none[depth + 1]!, one[depth + 1]!];
    if (bits) {
      for (let word = 0; word < bits.length; word++) {
        const broken = bits[word]!;
        noneAfter[word] = noneBefore[word]! & ~broken;
        oneAfter[word] =
          (oneBefore[word]! & ~broken) | (noneBefore[word]! & (nearBits ? nearBits[word]! : 0));
      }
      return;
    }
    noneAfter.set(noneBefore);
    oneAfter.set(oneBefore);
    for (let at = 0; at < list.length; at++) {
      const [word, bit] = [list[at]! >>> 5, 1 << (list[at]! & 31)];
      oneAfter[word]! &= ~bit;
      if (isNear[at] && noneBefore[word]! & bit) oneAfter[word]! |= bit;
      noneAfter[word]! &= ~bit;
    }
  }

  private broken(request: Request, kind: number): Broken {
    const known = this.known.get(kind);
    if (known) return known;
    if (this.known.size >= MOST_SETS) this.known.clear();
    const found = this.find(request);
    this.known.set(kind, found);
    return found;
  }

  private find(request: Request): Broken {
    const words = Math.ceil(this.offers.length / BITS);
    const bits = new Uint32Array(words);
    const nearBits = new Uint32Array(words);
    let count = 0;
    let nearCount = 0;
    const judge = (sample: number, members: ArrayLike<number>) => {
      const offer = this.offers[sample]!;
      if (!breaks(this.rule, request, offer, this.ground)) return;
      const isNear = this.isNear(this.rule, request, offer);
      for (let at = 0; at < members.length; at++) {
        const word = members[at]! >>> 5;
        const bit = 1 << (members[at]! & 31);
        bits[word]! |= bit;
        if (isNear) nearBits[word]! |= bit;
      }
      count += members.length;
      if (isNear) nearCount += members.length;
    };
    if (this.offersAt) {
      const named = this.rule === 'conflict' ? request.excludedProviders : request.providersDone;
      const suspects = new Set(named.flatMap((provider) => this.offersAt!.get(provider) ?? []));
      for (const offer of suspects) judge(offer, [offer]);
    } else {
      for (let kind = 0; kind < this.membersOf.length; kind++)
        judge(this.kindsOfOffers.first[kind]!, this.membersOf[kind]!);
    }
    if (count >= words / 2) {
      return { bits, nearBits: nearCount > 0 ? nearBits : null, list: NO_OFFERS, isNear: NOT_NEAR };
    }
    const list = bitsOf(bits);
    const isNear = Uint8Array.from(list, (offer) => (hasBit(nearBits, offer) ? 1 : 0));
    return { bits: null, nearBits: null, list, isNear };
  }
}

const NO_OFFERS = new Int32Array(0);
const NOT_NEAR = new Uint8Array(0);

/** The one rule that the pair breaks, travel and forbidden apart. The pair must break one. */
export function ruleThatIsBroken(request: Request, offer: Offer, ground: Ground): Rule {
  return RULES[ruleBrokenFrom(0, request, offer, ground)]!;
}

function membersOf({ of, first }: Kinds): readonly Int32Array[] {
  const lists = Array.from(first, (): number[] => []);
  of.forEach((kind, offer) => lists[kind]!.push(offer));
  return lists.map((list) => Int32Array.from(list));
}

function byProvider(offers: readonly Offer[]): ReadonlyMap<string, readonly number[]> {
  const at = new Map<string, number[]>();
  offers.forEach(({ legs }, o) => {
    for (const { provider } of legs) {
      const there = at.get(provider);
      if (there) there.push(o);
      else at.set(provider, [o]);
    }
  });
  return at;
}

function fillAll(words: Uint32Array, bits: number): void {
  words.fill(0xffffffff);
  if (bits % BITS !== 0) words[words.length - 1] = (1 << (bits % BITS)) - 1;
}

function hasBit(words: Uint32Array, bit: number): boolean {
  return (words[bit >>> 5]! & (1 << (bit & 31))) !== 0;
}

function bitsOf(words: Uint32Array, among?: OfferBits): Int32Array {
  const found = new Int32Array(countBits(words));
  let count = 0;
  for (let word = 0; word < words.length; word++) {
    for (let left = among ? words[word]! & among[word]! : words[word]!; left !== 0; left &= left - 1)
      found[count++] = BITS * word + 31 - Math.clz32(left & -left);
  }
  return among ? found.subarray(0, count) : found;
}

/** Bits set, by adding neighbours: pairs, then fours, then bytes (Knuth, The Art of Computer Programming 4A, 7.1.3). */
function countBits(words: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < words.length; at++) {
    let word = words[at]!;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    word = (word + (word >>> 4)) & 0x0f0f0f0f;
    count += Math.imul(word, 0x01010101) >>> 24;
  }
  return count;
}
