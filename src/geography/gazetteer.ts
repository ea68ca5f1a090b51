import { ok, refused, type Result } from '../shared/result.js';
import {
  type District,
  districtKm,
  kmWithinMinutes,
  minutesForKm,
  type Transport,
} from '../shared/travel-time.js';
import type {
  GeographyFacts,
  IcbFacts,
  LocalAuthorityFacts,
  LocalAuthorityIcbFacts,
  NhsRegionFacts,
  PostcodeDistrictFacts,
} from './facts.js';
import { parsePostcode, type Postcode, type PostcodeFault } from './postcode.js';
import { isInForce, type Place, type PlaceLookup, placeOf } from './rules/place.js';

export interface NearDistrict {
  readonly district: PostcodeDistrictFacts;
  /** As the crow flies between the districts' centres; 4 within one and the same district. */
  readonly km: number;
}

export interface ReachableDistrict extends NearDistrict {
  /** One way, rounded up. */
  readonly minutes: number;
}

export interface LocatedPostcode extends Postcode {
  readonly facts: PostcodeDistrictFacts;
}

/** Degrees of latitude in a km, a little over, so that a search by it never misses. */
const LATITUDE_DEGREES_PER_KM = 1 / 111;

/**
 * Answers where places are, from memory. Frozen once made; a question costs at most one pass over the
 * 2,900 districts (under a millisecond).
 */
export class Gazetteer {
  private readonly districtsByCode: ReadonlyMap<string, PostcodeDistrictFacts>;
  private readonly byLatitude: readonly PostcodeDistrictFacts[];
  private readonly authoritiesByName: ReadonlyMap<string, LocalAuthorityFacts>;
  private readonly lookup: PlaceLookup;

  constructor(private readonly facts: GeographyFacts) {
    this.districtsByCode = byCode(facts.postcodeDistricts);
    this.byLatitude = [...facts.postcodeDistricts].sort((one, other) => one.latitude - other.latitude);
    this.authoritiesByName = new Map(
      facts.localAuthorities.flatMap((authority) =>
        [authority.code, authority.name, authority.shortName, ...authority.aliases].map((name) => [
          nameKey(name),
          authority,
        ]),
      ),
    );
    this.lookup = {
      nhsRegions: byCode(facts.nhsRegions),
      adassRegions: byCode(facts.adassRegions),
      icbs: byCode(facts.icbs),
      authorities: byCode(facts.localAuthorities),
      icbsOfAuthority: byAuthority(facts.localAuthorityIcbs),
    };
  }

  /** All districts, in the order of the data. */
  get districts(): readonly PostcodeDistrictFacts[] {
    return this.facts.postcodeDistricts;
  }

  /** All NHS regions, in the order of the data. */
  get nhsRegions(): readonly NhsRegionFacts[] {
    return this.facts.nhsRegions;
  }

  /** By its code in capitals, `OX4`. */
  district(code: string): PostcodeDistrictFacts | undefined {
    return this.districtsByCode.get(code);
  }

  /** Reads a postcode or district as people write it and finds its district. */
  locate(text: string): Result<LocatedPostcode, PostcodeFault> {
    const parsed = parsePostcode(text);
    if (!parsed.ok) return parsed;
    const facts = this.district(parsed.value.district);
    if (facts) return ok({ ...parsed.value, facts });
    const isNorthern = parsed.value.district.startsWith('BT');
    return refused({
      found: `"${parsed.value.district}", ${isNorthern ? 'in Northern Ireland' : 'a district that is not known'}`,
      wanted: 'a postcode in England, Scotland or Wales',
    });
  }

  /** The district as the matching engine takes it; `undefined` when it is not known. */
  enginePoint(code: string): District | undefined {
    const facts = this.district(code);
    return facts && pointOf(facts);
  }

  /**
   * Where a postcode lies that was found good when it was saved, as the matching engine takes it.
   *
   * @throws Error when it is in no district: then the data has lost one
   */
  savedPoint(postcode: string): District {
    const located = this.locate(postcode);
    const point = located.ok ? this.enginePoint(located.value.district) : undefined;
    if (!point) throw new Error('A postcode that was saved is in no district');
    return point;
  }

  /**
   * Districts whose centre is within a distance, nearest first, then by code. The district itself is
   * always among them, at its assumed 4 km. Empty when the district is not known.
   */
  districtsWithinKm(code: string, km: number): NearDistrict[] {
    const from = this.district(code);
    return from ? this.near(from, km, true) : [];
  }

  /**
   * Districts that can be reached in so many minutes one way, nearest first, then by code: exactly those
   * that the `travel` rule of matching lets pass, so that a short limit can leave out even the district
   * itself. Empty when the district is not known.
   */
  districtsWithinMinutes(code: string, minutes: number, transport: Transport): ReachableDistrict[] {
    const from = this.district(code);
    if (!from) return [];
    // A hair more than the limit, since the formula and its inverse round differently.
    return this.near(from, kmWithinMinutes(minutes, transport) + 0.001, false)
      .map((near) => ({ ...near, minutes: minutesForKm(near.km, transport) }))
      .filter((near) => near.minutes <= minutes);
  }

  /** What a district belonged to on a day, `YYYY-MM-DD`; `undefined` when the district is not known. */
  place(code: string, on: string): Place | undefined {
    const district = this.district(code);
    return district && placeOf(district, on, this.lookup);
  }

  /** An authority by its code or any of its names, in any case: `Bristol, City of`, `Kent County Council`. */
  authorityNamed(name: string): LocalAuthorityFacts | undefined {
    return this.authoritiesByName.get(nameKey(name));
  }

  /** The ICBs there were on a day, by name. */
  icbsOn(day: string): IcbFacts[] {
    return this.facts.icbs
      .filter((icb) => isInForce(icb, day))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  private near(from: PostcodeDistrictFacts, mostKm: number, isItselfAlways: boolean): NearDistrict[] {
    const band = mostKm * LATITUDE_DEGREES_PER_KM;
    const near: NearDistrict[] = [];
    for (let at = this.firstFrom(from.latitude - band); at < this.byLatitude.length; at++) {
      const district = this.byLatitude[at];
      if (!district || district.latitude > from.latitude + band) break;
      if (district === from) continue;
      const km = districtKm(pointOf(from), pointOf(district));
      if (km <= mostKm) near.push({ district, km });
    }
    const itself = districtKm(pointOf(from), pointOf(from));
    if (isItselfAlways || itself <= mostKm) near.push({ district: from, km: itself });
    return near.sort((one, other) => one.km - other.km || (one.district.code < other.district.code ? -1 : 1));
  }

  /** Place of the first district at or north of a latitude. */
  private firstFrom(latitude: number): number {
    let [low, high] = [0, this.byLatitude.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.byLatitude[middle]?.latitude ?? Infinity) < latitude) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function pointOf({ code, latitude, longitude }: PostcodeDistrictFacts): District {
  return { id: code, latitude, longitude };
}

function byCode<Facts extends { readonly code: string }>(
  facts: readonly Facts[],
): ReadonlyMap<string, Facts> {
  return new Map(facts.map((one) => [one.code, one]));
}

function byAuthority(
  links: readonly LocalAuthorityIcbFacts[],
): ReadonlyMap<string, readonly LocalAuthorityIcbFacts[]> {
  const groups = new Map<string, LocalAuthorityIcbFacts[]>();
  for (const link of links) {
    const group = groups.get(link.authorityCode);
    if (group) group.push(link);
    else groups.set(link.authorityCode, [link]);
  }
  return groups;
}

function nameKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[.,'’]/g, '')
    .replace(/&/g, 'and')
    .replace(/\s+/g, ' ');
}
