import { MOST_FOUND, shown, type FileFault, type FileNote, type Lined } from './file-fault.js';
import { meantPerhaps } from './meant-perhaps.js';
import { PROVIDER_TYPES, type OfferRecord, type OfferRow } from './offer-file.js';
import { codeKey, textKey } from './text-key.js';

export interface GatheredOffers {
  /** In the order in which the file first names them; only those without a fault. `line` is that of leg 1. */
  readonly offers: readonly Lined<OfferRecord>[];
  readonly faults: readonly FileFault[];
  readonly notes: readonly FileNote[];
}

/**
 * Puts the rows of each offer together; they may stand anywhere in the file. Faults: a leg number
 * twice, a gap in the numbers, a row of a further leg that says something else than leg 1 where only
 * leg 1 counts. Notes: provider types that nobody knows.
 *
 * @param refusedRefs - offers of which a row was refused: they come out neither as offers nor as faults
 */
export function gatherOffers(
  rows: readonly Lined<OfferRow>[],
  refusedRefs: ReadonlySet<string>,
): GatheredOffers {
  const rowsByRef = new Map<string, Lined<OfferRow>[]>();
  const faults: FileFault[] = [];
  const notes: FileNote[] = [];
  for (const row of rows) {
    const { offerRef } = row.record;
    const known = rowsByRef.get(offerRef);
    if (known) known.push(row);
    else rowsByRef.set(offerRef, [row]);
    notes.push(...providerTypeNotes(row));
  }
  const offers: Lined<OfferRecord>[] = [];
  for (const [offerRef, itsRows] of rowsByRef) {
    const found = gatherOffer(offerRef, itsRows, refusedRefs.has(offerRef));
    faults.push(...found.faults);
    if (found.offer) offers.push(found.offer);
  }
  faults.sort((one, other) => one.line - other.line);
  return { offers, faults, notes };
}

function gatherOffer(
  offerRef: string,
  rows: readonly Lined<OfferRow>[],
  isRowMissing: boolean,
): { readonly faults: readonly FileFault[]; readonly offer?: Lined<OfferRecord> } {
  const lineOfLeg = new Map<number, number>();
  const faults: FileFault[] = [];
  for (const { line, record } of rows) {
    const { leg } = record.leg;
    const firstLine = lineOfLeg.get(leg);
    if (firstLine === undefined) lineOfLeg.set(leg, line);
    else {
      faults.push({
        line,
        column: 'offer_ref',
        found: `${shown(offerRef)}, leg ${leg}`.slice(-MOST_FOUND),
        wanted: `each leg of an offer once: line ${firstLine} has this one too`,
      });
    }
  }
  if (isRowMissing || faults.length > 0) return { faults };

  const legs = [...rows].sort((one, other) => one.record.leg.leg - other.record.leg.leg);
  const [first] = legs;
  if (!first?.record.terms || legs.some(({ record }, index) => record.leg.leg !== index + 1)) {
    const numbers = legs.map(({ record }) => record.leg.leg).join(', ');
    return {
      faults: [
        {
          line: rows[0]?.line ?? 0,
          column: 'leg',
          found: shown(`${numbers} for ${offerRef}`),
          wanted: 'the legs of an offer numbered 1, 2, ... without a gap',
        },
      ],
    };
  }
  for (const { line, record } of legs.slice(1)) faults.push(...contradictions(line, record, first));
  if (faults.length > 0) return { faults };
  return {
    faults,
    offer: {
      line: first.line,
      record: { offerRef, ...first.record.terms, legs: legs.map(({ record }) => record.leg) },
    },
  };
}

function contradictions(line: number, row: OfferRow, first: Lined<OfferRow>): readonly FileFault[] {
  return Object.entries(row.termCells)
    .filter(([column, text]) => textKey(text) !== textKey(first.record.termCells[column] ?? ''))
    .map(([column, text]) => ({
      line,
      column,
      found: shown(text),
      wanted: `nothing, or what leg 1 of the offer says on line ${first.line}`,
    }));
}

function providerTypeNotes({ line, record }: Lined<OfferRow>): readonly FileNote[] {
  const { providerType } = record.leg;
  if (providerType === '' || PROVIDER_TYPES.some((type) => type === codeKey(providerType))) return [];
  const meant = meantPerhaps(providerType, PROVIDER_TYPES);
  return [
    { line, column: 'provider_type', text: `'${shown(providerType)}' is not a type that is known${meant}` },
  ];
}
