import { comparedNumbers } from './compare-runs.presenter.js';

const run = (placed: number, mean: number | null) => ({
  tally: { requests: 10, placed, cost: 5 },
  journeys: mean === null ? null : { mean, longest: mean },
  groups: [
    { hei: 'A', profession: 'ot', year: 1, requests: 5, placed: 5, meanMinutes: mean },
    { hei: 'A', profession: 'ot', year: 2, requests: 5, placed: placed - 5, meanMinutes: mean },
  ],
});

describe('Two runs side by side', () => {
  it('are compared by what is better of each: more places and shares, fewer minutes and less cost', () => {
    const [places, mean, , share, cost] = comparedNumbers(run(9, 40), run(8, 30));
    expect(places).toMatchObject({ one: '9', other: '8', better: 'one', oneHundredths: 100 });
    expect(mean).toMatchObject({ better: 'other', otherHundredths: 75 });
    expect(share).toMatchObject({ one: '80%', other: '60%', better: 'one' });
    expect(cost?.better).toBeNull();
  });

  it('stand although one of them places nobody', () => {
    expect(comparedNumbers(run(5, null), run(8, 30))[1]).toMatchObject({ one: 'nobody', better: null });
  });
});
