import { parsePostcode } from './index.js';

describe('Reading a postcode', () => {
  it.each([
    ['OX4 1AB', 'OX4 1AB', 'OX4'],
    ['ox41ab', 'OX4 1AB', 'OX4'],
    [' m41 5bu ', 'M41 5BU', 'M41'],
    ['EC1V0HB', 'EC1V 0HB', 'EC1V'],
    ['W1A 1AA', 'W1A 1AA', 'W1A'],
    ['B33\u00a08TH', 'B33 8TH', 'B33'],
    ['M1 1AE', 'M1 1AE', 'M1'],
  ])('takes %j as %s in %s', (text, postcode, district) => {
    expect(parsePostcode(text)).toEqual({ ok: true, value: { postcode, district } });
  });

  it.each(['OX4', 'ox4', 'EC1V', 'M1', ' b33 '])('takes %j as a district alone', (text) => {
    const district = text.trim().toUpperCase();
    expect(parsePostcode(text)).toEqual({ ok: true, value: { postcode: null, district } });
  });

  it.each(['', '   ', 'Oxford', '12345', 'OX', 'OX4 1A', 'OX4 1ABC', 'OXX4 1AB', 'OX4/1AB', '=1+1'])(
    'refuses %j and says what it wants',
    (text) => {
      const answer = parsePostcode(text);
      expect(answer).toMatchObject({ ok: false, refusal: { wanted: expect.stringContaining('OX4 1AB') } });
    },
  );

  it.each([
    ['0X4 1AB', 'OX4 1AB'],
    ['OX4 OAB', 'OX4 0AB'],
    ['MO1 2AB', 'M01 2AB'],
    ['S1O 2TN', 'S10 2TN'],
  ])('sees that %j was perhaps meant as %s', (text, meant) => {
    const answer = parsePostcode(text);
    if (answer.ok) expect(answer.value.postcode).toBe(text);
    else expect(answer.refusal.wanted).toContain(meant);
  });
});
