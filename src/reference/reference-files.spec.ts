import { parseCareCertificate } from './care-certificate-file.js';
import { readReferenceFiles, type ReferenceFacts } from './index.js';

let facts: ReferenceFacts;
beforeAll(async () => {
  facts = await readReferenceFiles();
});

describe('The reference data', () => {
  it('has the 14 professions, with radiography split in two', () => {
    expect(facts.professions).toHaveLength(15);
    const hours = new Map(facts.professions.map((one) => [one.code, one.practiceHoursMinimum]));
    expect(hours.get('occupational-therapist')).toBe(1000);
    expect(hours.get('paramedic')).toBeNull();
    for (const one of facts.professions) {
      expect(one.practiceHoursConfidence === 'unknown').toBe(one.practiceHoursMinimum === null);
    }
  });

  it('has 126 HEIs whose point, where known, is near their district', () => {
    const districts = new Map(facts.postcodeDistricts.map((one) => [one.code, one]));
    expect(facts.heis).toHaveLength(126);
    for (const hei of facts.heis) {
      expect(hei.latitude === null).toBe(hei.districtCode === null);
      if (hei.districtCode === null || hei.latitude === null) continue;
      expect(Math.abs((districts.get(hei.districtCode)?.latitude ?? 0) - hei.latitude)).toBeLessThan(0.2);
    }
  });

  it('has the 16 standards of the Care Certificate with their outcomes, and marks what is not certain', () => {
    const { standards, outcomes, criteria } = facts.careCertificate;
    expect(standards.map(({ number }) => number)).toEqual(
      Array.from({ length: 16 }, (_, place) => place + 1),
    );
    expect(outcomes).toHaveLength(65);
    expect(criteria.every(({ isConfirmed }) => isConfirmed)).toBe(true);
    expect(outcomes.filter(({ isConfirmed }) => !isConfirmed).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['9.4', '10.5', '16.1']),
    );
    expect(outcomes.some(({ isCriteriaListComplete }) => isCriteriaListComplete)).toBe(false);
  });

  it('knows long-arm, project, hybrid and PISCES placements by name', () => {
    const codes = facts.placementModels.map(({ code }) => code);
    for (const code of ['long-arm', 'project', 'hybrid-local-authority-nhs', 'pisces'])
      expect(codes).toContain(code);
  });
});

describe('The names of professions', () => {
  it('belong to one profession each', () => {
    const owners = new Map<string, Set<string>>();
    for (const one of facts.professions) {
      for (const name of [one.code, one.name.toLowerCase(), ...one.aliases]) {
        owners.set(name, (owners.get(name) ?? new Set()).add(one.code));
      }
    }
    expect(owners.size).toBeGreaterThan(50);
    expect([...owners].filter(([, codes]) => codes.size > 1)).toEqual([]);
  });

  it.each([
    ['ot', 'occupational-therapist'],
    ['physiotherapy', 'physiotherapist'],
    ['dietetics', 'dietitian'],
    ['paramedic science', 'paramedic'],
    ['podiatry', 'podiatrist'],
    ['speech and language therapy', 'speech-and-language-therapist'],
    ['odp', 'operating-department-practitioner'],
  ])('hold %j for %s', (alias, code) => {
    expect(facts.professions.find(({ aliases }) => aliases.includes(alias))?.code).toBe(code);
  });
});

describe('The Care Certificate file', () => {
  const edition = (standard: unknown) =>
    JSON.stringify({
      edition: '2025',
      validFrom: '2025-03-01',
      validTo: null,
      source: 's',
      standards: [standard],
    });

  it.each([
    ['text that is not JSON', '{', 'document'],
    [
      'no list of standards',
      JSON.stringify({ edition: '2025', validFrom: '2025-03-01', validTo: null, source: 's' }),
      'standards',
    ],
    [
      'a standard without a number',
      edition({ title: 'T', isConfirmed: true, outcomes: [] }),
      'standards[0].number',
    ],
    [
      'an outcome of another standard',
      edition({ number: 1, title: 'T', isConfirmed: true, outcomes: [{ code: '2.1' }] }),
      'standards[0].outcomes[0].code',
    ],
    [
      'a flag that is a text',
      edition({ number: 1, title: 'T', isConfirmed: 'yes', outcomes: [] }),
      'standards[0].isConfirmed',
    ],
  ])('is refused with %s, by the path inside it', (_name, text, path) => {
    expect(() => parseCareCertificate('care.json', text)).toThrow(`care.json, line 1, ${path}: found`);
  });
});
