import { readCap, resolveCaps, type CapRecord } from './cap-file.js';
import { faultText, noteText, type Lined } from './file-fault.js';
import type { OfferRecord } from './offer-file.js';
import { checkPools, checkPoolsOfOffers, readPool } from './pool-file.js';

function offer(
  line: number,
  provider: string,
  site: string,
  supervisionPool: string | null = null,
): Lined<OfferRecord> {
  const leg: OfferRecord['legs'][number] = {
    leg: 1,
    provider,
    providerType: '',
    setting: '',
    site,
    postcode: 'OX4 2PG',
    halfDaysPerWeek: 8,
    mode: 'in-person',
    supervisionPool,
    extra: {},
  };
  return {
    line,
    record: {
      offerRef: `OFF-${line}`,
      title: '',
      model: '',
      professions: ['paramedic'],
      years: [1],
      startsOn: 20_000,
      endsOn: 20_030,
      places: 1,
      minGroup: 1,
      requires: [],
      isDriverNeeded: false,
      accessFeatures: [],
      reservedFor: [],
      releaseOn: null,
      careCertificateStandards: [],
      pillars: [],
      legs: [leg],
    },
  };
}

function cap(line: number, cells: Record<string, string>): Lined<CapRecord> {
  const read = readCap({ line, cells });
  if (!read.ok) throw new Error(read.refusal.map(faultText).join());
  return { line, record: read.value };
}

const offers = [
  offer(2, 'Pippin Hill', 'Main site'),
  offer(3, 'Isis Meadows', 'Main  Site'),
  offer(4, 'Isis Meadows', ''),
  offer(5, 'Isis Meadows', 'Northern site'),
];

describe('A cap', () => {
  it('means a provider, or the one site of that name', () => {
    const { caps, faults } = resolveCaps(
      [
        cap(2, { provider: 'pippin hill', max_learners: '8' }),
        cap(3, { site: 'NORTHERN site', max_learners: '2' }),
        cap(4, { site: 'ox42pg', max_learners: '1' }),
      ],
      offers,
    );
    expect(faults).toEqual([]);
    expect(caps).toEqual([
      { kind: 'provider', key: 'pippin hill', maxLearners: 8 },
      { kind: 'site', key: 'isis meadows\nnorthern site', maxLearners: 2 },
      { kind: 'site', key: 'isis meadows\nox42pg', maxLearners: 1 },
    ]);
  });

  it('on a site of a name that two providers have needs the provider beside it', () => {
    const { faults } = resolveCaps([cap(2, { site: 'Main site', max_learners: '8' })], offers);
    expect(faults.map(faultText)).toEqual([
      "line 2, site: found 'Main site', wanted the provider's name beside it: Pippin Hill, Isis Meadows have sites so named",
    ]);
    const told = resolveCaps(
      [cap(2, { site: 'Main site', provider: 'Isis Meadows', max_learners: '8' })],
      offers,
    );
    expect(told).toMatchObject({ faults: [], caps: [{ kind: 'site', key: 'isis meadows\nmain site' }] });
  });

  it('that nobody falls under caps nothing, and says so', () => {
    const { notes, caps } = resolveCaps([cap(2, { provider: 'Pipin Hill', max_learners: '8' })], offers);
    expect(caps).toEqual([]);
    expect(notes.map(noteText)).toEqual([
      "line 2, provider: 'Pipin Hill' is in no offer here (did you mean Pippin Hill?); it caps nothing",
    ]);
  });

  it('is given once for each provider or site', () => {
    const twice = [
      cap(2, { provider: 'Pippin Hill', max_learners: '8' }),
      cap(5, { provider: 'PIPPIN HILL', max_learners: '9' }),
    ];
    expect(resolveCaps(twice, offers).faults.map(faultText)).toEqual([
      "line 5, provider: found 'PIPPIN HILL', wanted each provider once: line 2 caps this one too",
    ]);
  });

  it('is a whole number of somebody', () => {
    const read = readCap({ line: 2, cells: { provider: ' ', max_learners: '-1' } });
    expect(read.ok ? [] : read.refusal.map(faultText)).toEqual([
      "line 2, max_learners: found '-1', wanted a whole number of learners, from 0",
      'line 2, provider: found nothing, wanted a provider, or a site, to which the number applies',
    ]);
  });
});

describe('A supervision pool', () => {
  const pool = (line: number, name: string, days = '7.5') => {
    const read = readPool({ line, cells: { supervision_pool: name, learner_days_per_week: days } });
    if (!read.ok) throw new Error(read.refusal.map(faultText).join());
    return { line, record: read.value };
  };

  it('may be larger than a week', () => {
    expect(pool(2, 'Team', '37.5').record.learnerHalfDaysPerWeek).toBe(75);
    expect(readPool({ line: 2, cells: { supervision_pool: 'Team', learner_days_per_week: '7.3' } }).ok).toBe(
      false,
    );
  });

  it('is there once', () => {
    expect(checkPools([pool(2, 'Team A'), pool(3, 'team  a')]).faults.map(faultText)).toEqual([
      "line 3, supervision_pool: found 'team a', wanted each pool once: line 2 has this one too",
    ]);
  });

  it('that an offer draws on must be in the file, when there is one', () => {
    const drawing = [offer(7, 'Pippin Hill', '', 'Team B')];
    expect(checkPoolsOfOffers(drawing, [pool(2, 'Team A')]).faults.map(faultText)).toEqual([
      "line 7, supervision_pool: found 'Team B', wanted a pool that the pools' file has (did you mean Team A?), for leg 1 of OFF-7",
    ]);
    expect(checkPoolsOfOffers(drawing, [pool(2, 'team b')]).faults).toEqual([]);
  });

  it('is not counted, and that is told once, when no file was given', () => {
    const drawing = [offer(7, 'Pippin Hill', '', 'Team B'), offer(8, 'Pippin Hill', '', 'TEAM B')];
    const { faults, notes } = checkPoolsOfOffers(drawing, undefined);
    expect(faults).toEqual([]);
    expect(notes.map(noteText)).toEqual([
      "supervision_pool: no pools' file was given, so supervision is not counted (1 pool)",
    ]);
  });
});
