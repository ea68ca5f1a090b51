/** What of a host's profile says whether learners may come. Days as `YYYY-MM-DD`. */
export interface ReadyFacts {
  readonly insuredUntil: string | null;
  readonly riskAssessedOn: string | null;
  readonly induction: string | null;
  readonly safeguardingContact: string | null;
}

export interface ReadyItem {
  readonly code: 'insurance' | 'risk' | 'induction' | 'safeguarding';
  readonly state: 'done' | 'open' | 'out-of-date';
}

/** Days after which the risk assessment should be looked at again: a year. */
const RISK_HOLDS_DAYS = 365;
const MILLISECONDS_A_DAY = 86_400_000;

/** The checklist of a host, in the order in which to show it, as it stands on a day. */
export function readiness(facts: ReadyFacts, today: string): ReadyItem[] {
  const isOld =
    facts.riskAssessedOn !== null &&
    Date.parse(today) - Date.parse(facts.riskAssessedOn) > RISK_HOLDS_DAYS * MILLISECONDS_A_DAY;
  const told = (text: string | null) => (text ? 'done' : 'open');
  return [
    {
      code: 'insurance',
      state: facts.insuredUntil === null ? 'open' : facts.insuredUntil < today ? 'out-of-date' : 'done',
    },
    { code: 'risk', state: facts.riskAssessedOn === null ? 'open' : isOld ? 'out-of-date' : 'done' },
    { code: 'induction', state: told(facts.induction) },
    { code: 'safeguarding', state: told(facts.safeguardingContact) },
  ];
}
