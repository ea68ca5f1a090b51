import { capLoad, poolLoad } from './limits.js';
import type { MatchingInput, Offer, Request } from './types.js';

interface Stay {
  readonly startsOn: number;
  readonly endsOn: number;
  readonly load: number;
}

/**
 * Who is where on which day, as caps and pools see it. Answers whether one more learner fits in as things
 * stand, with nobody moving. Groups and places are not looked at.
 */
export class Occupancy {
  private readonly sharings: readonly {
    readonly room: number;
    readonly load: (offer: Offer) => number;
    readonly stays: Stay[];
  }[];

  constructor({ caps, pools }: Pick<MatchingInput, 'caps' | 'pools'>) {
    this.sharings = [
      ...caps.map(({ kind, id, maxLearners }) => ({
        room: maxLearners,
        load: (offer: Offer) => capLoad(offer, kind, id),
        stays: [],
      })),
      ...pools.map(({ id, learnerHalfDaysPerWeek }) => ({
        room: learnerHalfDaysPerWeek,
        load: (offer: Offer) => poolLoad(offer, id),
        stays: [],
      })),
    ];
  }

  add({ startsOn, endsOn }: Request, offer: Offer): void {
    for (const sharing of this.sharings) {
      const load = sharing.load(offer);
      if (load > 0) sharing.stays.push({ startsOn, endsOn, load });
    }
  }

  hasRoom(request: Request, offer: Offer): boolean {
    return this.sharings.every(({ room, load, stays }) => {
      const wanted = load(offer);
      return wanted === 0 || busiest(stays, request) + wanted <= room;
    });
  }
}

/** The highest load on any day of the block. */
function busiest(stays: readonly Stay[], { startsOn, endsOn }: Request): number {
  const together = stays.filter((stay) => stay.startsOn <= endsOn && stay.endsOn >= startsOn);
  const days = new Set(together.map((stay) => Math.max(stay.startsOn, startsOn)));
  let most = 0;
  for (const day of days) {
    let load = 0;
    for (const stay of together) if (stay.startsOn <= day && stay.endsOn >= day) load += stay.load;
    most = Math.max(most, load);
  }
  return most;
}
