import { isoDay } from '../../../shared/days.js';
import { type OwnPlacement, type OwnRequest, TRANSPORT_WORDS } from '../../own-placements.service.js';
import { STATE_FOR_STUDENT } from '../../rules/own-placement.js';
import { type SketchPoint, sketchOf } from './sketch-map.js';

/** A student's block in a list. */
export function ownRequestRow({ request, placements }: OwnRequest, isPlaced: boolean) {
  const { startsOn, endsOn, halfDaysPerWeek } = request.record;
  return {
    requestId: request.requestId,
    startsOn: dayText(startsOn),
    endsOn: dayText(endsOn),
    daysPerWeek: halfDaysPerWeek / 2,
    isPlaced,
    placements: placements.map(({ placement, title }) => ({
      id: placement.id,
      title,
      ...STATE_FOR_STUDENT[placement.status],
    })),
  };
}

/** One placement as its student sees it. */
export function ownPlacementPage({ placement, request, offer, legs, home }: OwnPlacement) {
  const { startsOn, endsOn, hei, transport } = request.record;
  const drawn = legs.filter(({ point }) => point !== null);
  const points: SketchPoint[] = [
    ...(home ? [{ ...home, label: 'Near your home' }] : []),
    ...drawn.flatMap(({ point, siteName }) => (point ? [{ ...point, label: siteName }] : [])),
  ];
  return {
    id: placement.id,
    title: offer.title,
    summary: offer.summary,
    state: STATE_FOR_STUDENT[placement.status],
    university: hei,
    universityContact: request.heiContact,
    startsOn: dayText(startsOn),
    endsOn: dayText(endsOn),
    travelsBy: TRANSPORT_WORDS[transport],
    legs: legs.map(({ leg, providerName, siteName, address, postcode, minutes }) => ({
      providerId: leg.providerId,
      isRemote: leg.mode === 'remote',
      setting: leg.setting,
      daysPerWeek: leg.halfDaysPerWeek / 2,
      providerName,
      where: [siteName === postcode ? null : siteName, address, postcode].filter(Boolean).join(', '),
      minutes,
    })),
    requires: offer.requires.map((code) => code.replaceAll('-', ' ')),
    isDriverNeeded: offer.isDriverNeeded,
    sketch: home && drawn.length > 0 ? sketchOf(points) : null,
  };
}

function dayText(day: number): string {
  return new Date(`${isoDay(day)}T12:00:00Z`).toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}
