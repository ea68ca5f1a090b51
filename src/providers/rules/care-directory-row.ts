import { type CsvRow, type CsvRowFault, type ReadCsvOptions, splitList } from '../../csv/index.js';
import { dayNumber } from '../../shared/days.js';
import { ok, refused, type Result } from '../../shared/result.js';
import { checkIdentifier } from './identifiers.js';

const COLUMN = {
  name: 'Name',
  address: 'Address',
  postcode: 'Postcode',
  phone: 'Phone number',
  website: "Service's website (if available)",
  serviceTypes: 'Service types',
  latestCheckOn: 'Date of latest check',
  specialisms: 'Specialisms/services',
  providerName: 'Provider name',
  authorityName: 'Local authority',
  region: 'Region',
  cqcLocationId: 'CQC Location ID (for office use only)',
  cqcProviderId: 'CQC Provider ID (for office use only)',
} as const;

/** How the Care Quality Commission lays out its weekly care directory: four title lines, then the header. */
export const CARE_DIRECTORY_FORMAT = {
  headerLine: 5,
  headers: 'as-written',
  requiredColumns: [COLUMN.name, COLUMN.postcode, COLUMN.cqcLocationId],
  knownColumns: [...Object.values(COLUMN), 'Also known as', 'Location URL'],
} as const satisfies ReadCsvOptions;

/** A location that the regulator lists. It offers nothing until somebody claims it. */
export interface CareDirectoryEntry {
  readonly cqcLocationId: string;
  readonly name: string;
  readonly address: string;
  /** `OX4 1AB` where it is one, else as written, cut to 12 characters; empty when not given. */
  readonly postcode: string;
  readonly district: string | null;
  readonly authorityName: string;
  readonly region: string;
  readonly providerName: string;
  readonly cqcProviderId: string | null;
  readonly serviceTypes: readonly string[];
  readonly specialisms: readonly string[];
  readonly phone: string | null;
  /** An address that begins with `http://` or `https://`. */
  readonly website: string | null;
  /** `YYYY-MM-DD`. */
  readonly latestCheckOn: string | null;
}

/** Finds the district of a postcode as it was written, or says why not. */
export type LocatePostcode = (
  text: string,
) => Result<
  { readonly postcode: string | null; readonly district: string },
  { readonly found: string; readonly wanted: string }
>;

export interface ReadDirectoryRow {
  readonly entry: CareDirectoryEntry;
  /** What was odd; the entry is of use all the same. */
  readonly warnings: readonly CsvRowFault[];
}

/**
 * Reads one row of the care directory. Refused when it does not fit the header, or has no name or no
 * location ID of a known form; anything else that is amiss is a warning, and its field is left empty.
 */
export function careDirectoryRow(
  row: CsvRow,
  locate: LocatePostcode,
): Result<ReadDirectoryRow, readonly CsvRowFault[]> {
  if (row.fault) return refused([row.fault]);
  const cells = new DirectoryCells(row);
  const entry: CareDirectoryEntry = {
    cqcLocationId: cells.locationId(),
    name: cells.needed(COLUMN.name, 300),
    address: cells.text(COLUMN.address, 500),
    ...cells.place(locate),
    authorityName: cells.text(COLUMN.authorityName, 120),
    region: cells.text(COLUMN.region, 60),
    providerName: cells.text(COLUMN.providerName, 300),
    cqcProviderId: cells.providerId(),
    serviceTypes: splitList(cells.text(COLUMN.serviceTypes, 2000)),
    specialisms: splitList(cells.text(COLUMN.specialisms, 2000)),
    phone: cells.text(COLUMN.phone, 40) || null,
    website: cells.website(),
    latestCheckOn: cells.day(COLUMN.latestCheckOn),
  };
  return cells.faults.length > 0 ? refused(cells.faults) : ok({ entry, warnings: cells.warnings });
}

class DirectoryCells {
  readonly faults: CsvRowFault[] = [];
  readonly warnings: CsvRowFault[] = [];

  constructor(private readonly row: CsvRow) {}

  /** Empty when not given; also, with a warning, when it is too long to keep. */
  text(column: string, longest: number): string {
    const text = (this.row.cells[column] ?? '').replace(/\s+/g, ' ').trim();
    if (text.length <= longest) return text;
    this.warn(column, `${text.length} characters`, `at most ${longest}`);
    return '';
  }

  needed(column: string, longest: number): string {
    const text = this.text(column, longest);
    if (text === '')
      this.refuse(column, 'nothing that can be used', `a text of at most ${longest} characters`);
    return text;
  }

  locationId(): string {
    const check = checkIdentifier('cqc-location-id', this.row.cells[COLUMN.cqcLocationId] ?? '');
    if (check.verdict !== 'fault') return check.value;
    this.refuse(COLUMN.cqcLocationId, check.found, check.wanted);
    return '';
  }

  providerId(): string | null {
    const text = this.row.cells[COLUMN.cqcProviderId] ?? '';
    if (text.trim() === '') return null;
    const check = checkIdentifier('cqc-provider-id', text);
    if (check.verdict !== 'fault') return check.value;
    this.warn(COLUMN.cqcProviderId, check.found, check.wanted);
    return null;
  }

  place(locate: LocatePostcode): { postcode: string; district: string | null } {
    const written = this.text(COLUMN.postcode, 100).toUpperCase();
    const located = locate(written);
    if (located.ok) {
      const { postcode, district } = located.value;
      return { postcode: postcode ?? district, district };
    }
    this.warn(COLUMN.postcode, located.refusal.found, located.refusal.wanted);
    return { postcode: written.slice(0, 12), district: null };
  }

  website(): string | null {
    const text = this.text(COLUMN.website, 2000);
    if (text === '') return null;
    const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
    if (/^https?:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+([/?#:]\S*)?$/i.test(address)) return address;
    this.warn(COLUMN.website, 'text that is not a web address', 'an address such as https://www.example.org');
    return null;
  }

  /** Days stand as `2026-01-31` or `31/01/2026`. */
  day(column: string): string | null {
    const text = this.text(column, 40);
    if (text === '') return null;
    const day = text.replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, '$3-$2-$1');
    if (dayNumber(day) !== undefined) return day;
    this.warn(column, `"${text}"`, 'a day such as 2026-01-31 or 31/01/2026');
    return null;
  }

  private refuse(column: string, found: string, wanted: string): void {
    this.faults.push({ line: this.row.line, column, found, wanted });
  }

  private warn(column: string, found: string, wanted: string): void {
    this.warnings.push({ line: this.row.line, column, found, wanted });
  }
}
