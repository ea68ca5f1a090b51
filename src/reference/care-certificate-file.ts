import { ReferenceDataFault } from '../geography/index.js';
import { dayNumber } from '../shared/days.js';
import {
  ASSESSMENT_KINDS,
  type CareCertificateFacts,
  type CriterionFacts,
  type OutcomeFacts,
  type StandardFacts,
} from './facts.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads one edition of the Care Certificate from its JSON.
 *
 * @param file - its name, for faults
 * @throws ReferenceDataFault naming the path inside the document
 */
export function parseCareCertificate(file: string, text: string): CareCertificateFacts {
  const at = new Reader(file);
  const document = at.object('document', parsed(file, text));
  const edition = at.text('edition', document['edition']);
  const validFrom = at.day('validFrom', document['validFrom']);
  const validTo = document['validTo'] === null ? null : at.day('validTo', document['validTo']);
  const source = at.text('source', document['source']);
  const standards: StandardFacts[] = [];
  const outcomes: OutcomeFacts[] = [];
  const criteria: CriterionFacts[] = [];

  for (const [path, standard] of at.objects('standards', document['standards'])) {
    const number = at.count(`${path}.number`, standard['number']);
    const title = at.text(`${path}.title`, standard['title']);
    const isConfirmed = at.flag(`${path}.isConfirmed`, standard['isConfirmed']);
    standards.push({ edition, number, title, isConfirmed, validFrom, validTo, source });

    for (const [outcomePath, outcome] of at.objects(`${path}.outcomes`, standard['outcomes'])) {
      const outcomeCode = at.codeUnder(`${number}.`, `${outcomePath}.code`, outcome['code']);
      outcomes.push({
        edition,
        code: outcomeCode,
        standardNumber: number,
        position: outcomes.length + 1,
        title: at.text(`${outcomePath}.title`, outcome['title']),
        isConfirmed: at.flag(`${outcomePath}.isConfirmed`, outcome['isConfirmed']),
        isCriteriaListComplete: at.flag(
          `${outcomePath}.isCriteriaListComplete`,
          outcome['isCriteriaListComplete'],
        ),
      });
      for (const [criterionPath, criterion] of at.objects(`${outcomePath}.criteria`, outcome['criteria'])) {
        criteria.push({
          edition,
          code: at.codeUnder(outcomeCode, `${criterionPath}.code`, criterion['code']),
          outcomeCode,
          position: criteria.length + 1,
          title: at.text(`${criterionPath}.title`, criterion['title']),
          assessment: at.assessment(`${criterionPath}.assessment`, criterion['assessment']),
          isConfirmed: at.flag(`${criterionPath}.isConfirmed`, criterion['isConfirmed']),
        });
      }
    }
  }
  return { standards, outcomes, criteria };
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ReferenceDataFault(file, 1, 'document', 'text that is not JSON', 'a JSON document');
  }
}

class Reader {
  constructor(private readonly file: string) {}

  object(path: string, value: unknown): Json {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
    return this.refuse(path, value, 'an object');
  }

  objects(path: string, value: unknown): [string, Json][] {
    if (!Array.isArray(value)) return this.refuse(path, value, 'a list');
    return value.map((item, place) => [`${path}[${place}]`, this.object(`${path}[${place}]`, item)]);
  }

  text(path: string, value: unknown): string {
    return typeof value === 'string' && value !== '' ? value : this.refuse(path, value, 'a text');
  }

  codeUnder(start: string, path: string, value: unknown): string {
    const code = this.text(path, value);
    return code.startsWith(start) ? code : this.refuse(path, value, `a code that starts with ${start}`);
  }

  day(path: string, value: unknown): string {
    const text = this.text(path, value);
    return dayNumber(text) === undefined ? this.refuse(path, value, 'a day, YYYY-MM-DD') : text;
  }

  count(path: string, value: unknown): number {
    return typeof value === 'number' && Number.isInteger(value) && value > 0
      ? value
      : this.refuse(path, value, 'a whole number above 0');
  }

  flag(path: string, value: unknown): boolean {
    return typeof value === 'boolean' ? value : this.refuse(path, value, 'true or false');
  }

  assessment(path: string, value: unknown): CriterionFacts['assessment'] {
    if (value === null) return null;
    const kind = ASSESSMENT_KINDS.find((one) => one === value);
    return kind ?? this.refuse(path, value, `${ASSESSMENT_KINDS.join(', ')} or null`);
  }

  private refuse(path: string, found: unknown, wanted: string): never {
    throw new ReferenceDataFault(
      this.file,
      1,
      path,
      JSON.stringify(found)?.slice(0, 60) ?? 'nothing',
      wanted,
    );
  }
}
