import { Table, TableForeignKey, TableIndex, TableCheck, type TableColumnOptions } from 'typeorm';
import { code, count, day, flag, key, list, optional, text } from './shape.js';

const degrees = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'double precision',
  ...more,
});

interface Links {
  /** `name: [columns, table, its columns]` */
  readonly foreignKeys?: Readonly<Record<string, readonly [string[], string, string[]]>>;
  readonly indexes?: Readonly<Record<string, string[]>>;
  readonly checks?: Readonly<Record<string, string>>;
}

function table(name: string, columns: TableColumnOptions[], links: Links = {}): Table {
  return new Table({
    name,
    columns,
    foreignKeys: Object.entries(links.foreignKeys ?? {}).map(
      ([foreignKey, [columnNames, referencedTableName, referencedColumnNames]]) =>
        new TableForeignKey({ name: foreignKey, columnNames, referencedTableName, referencedColumnNames }),
    ),
    indices: Object.entries(links.indexes ?? {}).map(
      ([index, columnNames]) => new TableIndex({ name: index, columnNames }),
    ),
    checks: Object.entries(links.checks ?? {}).map(
      ([check, expression]) => new TableCheck({ name: check, expression }),
    ),
  });
}

const CONFIDENCE = `IN ('high', 'medium', 'low', 'unknown')`;

/** The tables that `data/reference` is loaded into, in the order in which they can be made. */
export const referenceTables: readonly Table[] = [
  table('nhs_region', [
    code('code', 3, key),
    code('name', 60),
    code('ons_code', 9),
    code('former_ons_code', 9, optional),
    code('source', 120),
  ]),
  table(
    'adass_region',
    [code('code', 9, key), code('name', 60), code('nhs_region_code', 3), code('source', 120)],
    { foreignKeys: { adass_region_nhs_region_fk: [['nhs_region_code'], 'nhs_region', ['code']] } },
  ),
  table(
    'icb',
    [
      code('code', 5, key),
      code('name', 120),
      code('short_name', 80),
      code('ons_code', 9),
      list('former_ons_codes'),
      code('nhs_region_code', 3),
      day('valid_from'),
      day('valid_to', optional),
      list('successor_codes'),
      code('cluster', 80, optional),
      code('confidence', 10),
      code('source', 120),
    ],
    {
      foreignKeys: { icb_nhs_region_fk: [['nhs_region_code'], 'nhs_region', ['code']] },
      checks: { icb_confidence_known: `"confidence" ${CONFIDENCE}` },
    },
  ),
  table(
    'local_authority',
    [
      code('code', 9, key),
      code('name', 80),
      code('short_name', 60),
      list('aliases'),
      code('type', 20),
      code('adass_region_code', 9),
      list('former_codes'),
      day('valid_from', optional),
      day('valid_to', optional),
      list('successors'),
      degrees('latitude'),
      degrees('longitude'),
      code('source', 120),
    ],
    {
      foreignKeys: { local_authority_adass_region_fk: [['adass_region_code'], 'adass_region', ['code']] },
      indexes: { local_authority_adass_region: ['adass_region_code'] },
      checks: {
        local_authority_type_known: `"type" IN ('unitary', 'metropolitan', 'london-borough', 'county', 'city-corporation')`,
      },
    },
  ),
  table(
    'local_authority_icb',
    [
      code('authority_code', 9, key),
      code('icb_code', 5, key),
      day('valid_from', key),
      day('valid_to', optional),
      degrees('share'),
      code('source', 120),
    ],
    {
      foreignKeys: {
        local_authority_icb_authority_fk: [['authority_code'], 'local_authority', ['code']],
        local_authority_icb_icb_fk: [['icb_code'], 'icb', ['code']],
      },
      indexes: { local_authority_icb_by_icb: ['icb_code'] },
      checks: { local_authority_icb_share_real: `"share" > 0 AND "share" <= 1` },
    },
  ),
  table(
    'postcode_district',
    [
      code('code', 4, key),
      degrees('latitude'),
      degrees('longitude'),
      code('country', 10),
      code('authority_code', 9, optional),
      code('authority_confidence', 12, optional),
      code('source', 120),
    ],
    {
      foreignKeys: { postcode_district_authority_fk: [['authority_code'], 'local_authority', ['code']] },
      indexes: { postcode_district_authority: ['authority_code'] },
      checks: {
        postcode_district_country_known: `"country" IN ('England', 'Scotland', 'Wales')`,
        postcode_district_confidence_known: `"authority_confidence" IN ('derived', 'approximate')`,
      },
    },
  ),
  table(
    'profession',
    [
      code('code', 60, key),
      code('name', 80),
      list('aliases'),
      list('protected_titles'),
      code('regulator', 10),
      code('register_prefix', 4, optional),
      code('professional_body', 120),
      degrees('practice_hours_minimum', optional),
      code('practice_hours_confidence', 10),
      text('practice_hours_note', optional),
      code('hecos_code', 6, optional),
      code('source', 120),
    ],
    {
      checks: {
        profession_regulator_known: `"regulator" IN ('HCPC', 'GOsC')`,
        profession_confidence_known: `"practice_hours_confidence" ${CONFIDENCE}`,
      },
    },
  ),
  table(
    'placement_model',
    [
      code('code', 40, key),
      code('name', 80),
      text('description'),
      code('confidence', 10),
      code('source', 120),
    ],
    { checks: { placement_model_confidence_known: `"confidence" ${CONFIDENCE}` } },
  ),
  table(
    'hei_register_entry',
    [
      code('ukprn', 8, key),
      code('name', 120),
      code('adass_region_code', 9),
      code('town', 60, optional),
      code('district_code', 4, optional),
      degrees('latitude', optional),
      degrees('longitude', optional),
      code('hesa_provider_id', 4, optional),
      list('profession_codes', optional),
      text('note', optional),
      code('source', 120),
    ],
    {
      foreignKeys: {
        hei_register_entry_region_fk: [['adass_region_code'], 'adass_region', ['code']],
        hei_register_entry_district_fk: [['district_code'], 'postcode_district', ['code']],
      },
      indexes: {
        hei_register_entry_region: ['adass_region_code'],
        hei_register_entry_district: ['district_code'],
      },
    },
  ),
  table('care_certificate_standard', [
    code('edition', 10, key),
    count('number', key),
    code('title', 200),
    flag('is_confirmed'),
    day('valid_from'),
    day('valid_to', optional),
    code('source', 120),
  ]),
  table(
    'care_certificate_outcome',
    [
      code('edition', 10, key),
      code('code', 8, key),
      count('standard_number'),
      count('position'),
      code('title', 200),
      flag('is_confirmed'),
      flag('is_criteria_list_complete'),
    ],
    {
      foreignKeys: {
        care_certificate_outcome_standard_fk: [
          ['edition', 'standard_number'],
          'care_certificate_standard',
          ['edition', 'number'],
        ],
      },
      indexes: { care_certificate_outcome_of_standard: ['edition', 'standard_number'] },
    },
  ),
  table(
    'care_certificate_criterion',
    [
      code('edition', 10, key),
      code('code', 8, key),
      code('outcome_code', 8),
      count('position'),
      code('title', 250),
      code('assessment', 12, optional),
      flag('is_confirmed'),
    ],
    {
      foreignKeys: {
        care_certificate_criterion_outcome_fk: [
          ['edition', 'outcome_code'],
          'care_certificate_outcome',
          ['edition', 'code'],
        ],
      },
      indexes: { care_certificate_criterion_of_outcome: ['edition', 'outcome_code'] },
      checks: {
        care_certificate_criterion_assessment_known: `"assessment" IN ('knowledge', 'performance')`,
      },
    },
  ),
];
