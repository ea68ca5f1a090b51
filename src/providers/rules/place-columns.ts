import type { Gazetteer } from '../../geography/index.js';

export interface PlaceColumns {
  readonly postcode: string | null;
  readonly district: string | null;
  readonly authorityCode: string | null;
  readonly icbCode: string | null;
  readonly regionCode: string | null;
}

const NOWHERE: PlaceColumns = {
  postcode: null,
  district: null,
  authorityCode: null,
  icbCode: null,
  regionCode: null,
};

/** What a postcode belonged to on a day. All `null` when it cannot be read; the caller refused it before. */
export function placeColumns(gazetteer: Gazetteer, postcode: string, on: string): PlaceColumns {
  const located = gazetteer.locate(postcode);
  if (!located.ok) return NOWHERE;
  const place = gazetteer.place(located.value.district, on);
  return {
    postcode: located.value.postcode ?? located.value.district,
    district: located.value.district,
    authorityCode: place?.authority?.code ?? null,
    icbCode: place?.icb?.code ?? null,
    regionCode: place?.nhsRegion?.code ?? null,
  };
}
