import { match } from './index.js';
import { anInput, anOffer, aPolicy, aRequest } from './testing/small-inputs.js';

/**
 * A hospice offers a project for three to five learners or nobody: below three it is not worth a supervisor's day.
 */
describe('a project for a group', () => {
  const project = anOffer('project', { places: 5, minGroup: 3 });
  const names = ['a', 'b', 'c', 'd'];
  const preferring = (offer: string, count: number) =>
    names.slice(0, count).map((id) => aRequest(id, { preferences: [offer] }));
  const on = (offer: string, input: Parameters<typeof match>[0]) =>
    match(input).offers.find((use) => use.offer === offer)!.taken;

  it('does not run for two, who then have no place', () => {
    const result = match(anInput({ requests: preferring('project', 2), offers: [project] }));
    expect(result.objective.placed).toBe(0);
    expect(result.isExact).toBe(true);
  });

  it('runs for three, though one of them would rather be elsewhere, if that places one more', () => {
    const requests = [...preferring('project', 2), aRequest('z', { preferences: ['clinic'] })];
    const input = anInput({ requests, offers: [project, anOffer('clinic')] });
    expect(on('project', input)).toBe(3);
  });

  it('runs neither for too few nor against a better use of everybody', () => {
    const requests = preferring('clinic', 4);
    const input = anInput({ requests, offers: [project, anOffer('clinic', { places: 4 })] });
    expect(on('project', input)).toBe(0);
    expect(on('clinic', input)).toBe(4);
  });

  it('runs for those whom a person has put there, with others to make up the number', () => {
    const requests = preferring('clinic', 3);
    const policy = aPolicy({ pinned: [{ request: 'a', offer: 'project' }] });
    const input = anInput({ requests, offers: [project, anOffer('clinic', { places: 4 })], policy });
    expect(on('project', input)).toBe(3);
  });
});
