import { letterHtml, letterText, type Letter } from './letter.js';
import { placementForStudent, type StudentFacts } from './letters.js';

const facts: StudentFacts = {
  givenName: 'Ada',
  offerTitle: 'Falls and frailty',
  parts: [
    { where: 'Hartbridge Council, OX4 1AB', daysPerWeek: 2, travelMinutes: 24 },
    { where: 'Three Vales Trust', daysPerWeek: 2.5, travelMinutes: null },
  ],
  startsOn: '2027-02-01',
  endsOn: '2027-03-12',
  requires: ['enhanced-dbs'],
  heiName: 'Ridgeway University',
  heiContact: 'placements@ridgeway.example.org',
};

describe('A letter', () => {
  it('says the same as text and as HTML', () => {
    const letter = placementForStudent(facts);
    const words = [
      'Falls and frailty',
      'Monday 1 February 2027 to Friday 12 March 2027',
      'Hartbridge Council, OX4 1AB, 2 days a week, about 24 minutes from you each way',
      'Three Vales Trust, 2.5 days a week, remote',
      'the placement team of Ridgeway University, placements@ridgeway.example.org',
      'enhanced DBS',
    ];
    for (const each of words) {
      expect(letterText(letter)).toContain(each);
      expect(letterHtml(letter)).toContain(each);
    }
  });

  it('shows hostile text as text', () => {
    const letter: Letter = {
      subject: '<script>alert(1)</script>',
      greeting: 'Dear "Ada" & <b>Bo</b>',
      paragraphs: ['\u202Eabc <img src=x onerror=alert(1)>'],
      link: { text: 'Open', href: 'http://localhost/?a="><script>' },
    };
    const html = letterHtml(letter);
    expect(html).not.toMatch(/<script|<img|<b>/);
    expect(html).toContain('Dear &quot;Ada&quot; &amp; &lt;b&gt;Bo&lt;/b&gt;');
    expect(html).toContain('href="http://localhost/?a=&quot;&gt;&lt;script&gt;"');
  });
});
