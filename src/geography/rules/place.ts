import type {
  AdassRegionFacts,
  AuthorityConfidence,
  IcbFacts,
  LocalAuthorityFacts,
  LocalAuthorityIcbFacts,
  NhsRegionFacts,
  PostcodeDistrictFacts,
} from '../facts.js';

/** What a postcode district belonged to on one day. */
export interface Place {
  readonly district: PostcodeDistrictFacts;
  /** `null` outside England, and on days when the authority was not yet or no longer there. */
  readonly authority: LocalAuthorityFacts | null;
  readonly authorityConfidence: AuthorityConfidence | null;
  /** The ICB that holds most of the authority; `null` outside England and before July 2022. */
  readonly icb: IcbFacts | null;
  /** Every ICB the authority lies in, largest share first. More than one: the district could be in any. */
  readonly icbShares: readonly { readonly icb: IcbFacts; readonly share: number }[];
  /** The ICB's, or where there is none the one its ADASS region usually lies in. */
  readonly nhsRegion: NhsRegionFacts | null;
  readonly adassRegion: AdassRegionFacts | null;
}

/** What {@link placeOf} looks things up in. Keys are codes. */
export interface PlaceLookup {
  readonly nhsRegions: ReadonlyMap<string, NhsRegionFacts>;
  readonly adassRegions: ReadonlyMap<string, AdassRegionFacts>;
  readonly icbs: ReadonlyMap<string, IcbFacts>;
  readonly authorities: ReadonlyMap<string, LocalAuthorityFacts>;
  readonly icbsOfAuthority: ReadonlyMap<string, readonly LocalAuthorityIcbFacts[]>;
}

/**
 * District -> authority -> ICB -> NHS region, and the authority's ADASS region, as they stood on a day.
 * An authority that has ended is not told, but its ICB and regions still are: the ground stays where it is.
 *
 * @param on - `YYYY-MM-DD`
 */
export function placeOf(district: PostcodeDistrictFacts, on: string, lookup: PlaceLookup): Place {
  const council = district.authorityCode ? lookup.authorities.get(district.authorityCode) : undefined;
  const icbShares = (council ? (lookup.icbsOfAuthority.get(council.code) ?? []) : [])
    .filter((link) => isInForce(link, on))
    .flatMap(({ icbCode, share }) => {
      const icb = lookup.icbs.get(icbCode);
      return icb ? [{ icb, share }] : [];
    })
    .sort((one, other) => other.share - one.share || (one.icb.code < other.icb.code ? -1 : 1));
  const icb = icbShares[0]?.icb ?? null;
  const adassRegion = council ? (lookup.adassRegions.get(council.adassRegionCode) ?? null) : null;
  const regionCode = icb?.nhsRegionCode ?? adassRegion?.nhsRegionCode;
  return {
    district,
    authority: council && isInForce(council, on) ? council : null,
    authorityConfidence: district.authorityConfidence,
    icb,
    icbShares,
    nhsRegion: regionCode === undefined ? null : (lookup.nhsRegions.get(regionCode) ?? null),
    adassRegion,
  };
}

/** Whether a dated row holds on a day, both ends included. */
export function isInForce(
  dated: { readonly validFrom: string | null; readonly validTo: string | null },
  on: string,
): boolean {
  return (
    (dated.validFrom === null || dated.validFrom <= on) && (dated.validTo === null || on <= dated.validTo)
  );
}
