import type { MigrationInterface, QueryRunner } from 'typeorm';
import { referenceTables } from './tables/reference-tables.js';
import {
  code,
  count,
  day,
  flag,
  id,
  instant,
  json,
  key,
  list,
  optional,
  otherwise,
  table,
  text,
} from './tables/shape.js';

/** In the order in which they can be made; undone backwards. */
const TABLES = [
  table(
    'audit_event',
    [
      id('id', key),
      code('type'),
      code('actor', 80),
      code('subject_type'),
      id('subject_id'),
      json('data'),
      json('changes', optional),
      id('organisation_id', optional),
      instant('happened_at'),
      count('sequence'),
      code('hash', 43),
    ],
    {
      indexes: {
        audit_event_by_subject: ['subject_type', 'subject_id'],
        audit_event_of_organisation: ['organisation_id', 'sequence'],
      },
      unique: { audit_event_sequence: ['sequence'] },
    },
  ),
  table('audit_head', [id('id', key), count('sequence'), code('hash', 43)]),
  table('outbox', [id('id', key), code('job'), json('payload'), instant('created_at')]),
  table(
    'provider',
    [
      id('id', key),
      code('name', 200),
      code('name_key', 200),
      code('type', 40),
      code('cqc_provider_id', 20, optional),
      code('ods_code', 12, optional),
      code('charity_number', 12, optional),
      code('company_number', 8, optional),
      code('urn', 6, optional),
      code('ukprn', 8, optional),
      code('contact_name', 200, optional),
      code('contact_email', 254, optional),
      text('about', optional),
      instant('created_at'),
      instant('updated_at'),
    ],
    {
      indexes: {
        provider_cqc_provider_id: ['cqc_provider_id'],
      },
      unique: {
        provider_name_key: ['name_key'],
      },
    },
  ),
  table(
    'host_profile',
    [
      id('provider_id', key),
      day('insured_until', optional),
      day('risk_assessed_on', optional),
      text('induction', optional),
      code('safeguarding_contact', 200, optional),
      text('arrival', optional),
      text('hours', optional),
      text('clothes', optional),
      text('travel', optional),
      instant('updated_at'),
    ],
    {
      foreignKeys: {
        host_profile_provider: ['provider_id', 'provider', 'CASCADE'],
      },
    },
  ),
  table(
    'site',
    [
      id('id', key),
      id('provider_id'),
      code('name', 200),
      code('name_key', 220),
      code('address', 400, optional),
      code('postcode', 8, optional),
      code('district', 4, optional),
      code('authority_code', 9, optional),
      code('icb_code', 9, optional),
      code('region_code', 9, optional),
      code('cqc_location_id', 20, optional),
      code('ods_site_code', 12, optional),
      instant('created_at'),
    ],
    {
      foreignKeys: {
        site_provider: ['provider_id', 'provider', 'CASCADE'],
      },
      unique: {
        site_name_key: ['provider_id', 'name_key'],
      },
    },
  ),
  table(
    'educator',
    [
      id('id', key),
      id('provider_id'),
      code('name', 200),
      code('email', 254, optional),
      code('profession'),
      code('registration_number', 20),
      flag('is_long_arm'),
      instant('created_at'),
    ],
    {
      foreignKeys: {
        educator_provider_fk: ['provider_id', 'provider', 'CASCADE'],
      },
      indexes: {
        educator_provider: ['provider_id'],
      },
    },
  ),
  table(
    'supervision_pool',
    [
      id('id', key),
      code('ref', 120),
      code('ref_key', 120),
      id('provider_id', optional),
      id('educator_id', optional),
      count('learner_half_days_per_week', optional),
      json('extra'),
      instant('created_at'),
    ],
    {
      foreignKeys: {
        supervision_pool_provider: ['provider_id', 'provider', 'SET NULL'],
        supervision_pool_educator: ['educator_id', 'educator', 'SET NULL'],
      },
      unique: {
        supervision_pool_ref: ['ref_key'],
      },
    },
  ),
  table(
    'learner_cap',
    [id('id', key), id('provider_id'), id('site_id', optional), count('max_learners'), json('extra')],
    {
      foreignKeys: {
        learner_cap_provider: ['provider_id', 'provider', 'CASCADE'],
        learner_cap_site: ['site_id', 'site', 'CASCADE'],
      },
      unique: {
        learner_cap_subject: ['provider_id', 'site_id'],
      },
    },
  ),
  table(
    'directory_entry',
    [
      code('cqc_location_id', 20, key),
      code('cqc_provider_id', 20, optional),
      code('name', 300),
      code('name_key', 300),
      code('provider_name', 300),
      code('address', 500),
      code('postcode', 12),
      code('district', 4, optional),
      code('authority_name', 120),
      code('region'),
      code('phone', 40, optional),
      text('website', optional),
      list('service_types'),
      list('specialisms'),
      day('latest_check_on', optional),
      code('digest', 43),
      id('seen_in'),
      instant('updated_at'),
      instant('gone_at', optional),
    ],
    {
      indexes: {
        directory_entry_name: ['name_key'],
        directory_entry_district: ['district'],
      },
    },
  ),
  table(
    'offer',
    [
      id('id', key),
      code('ref', 120),
      code('ref_key', 120),
      code('status', 12),
      code('title', 200),
      text('summary', optional),
      code('model', 40),
      list('professions'),
      list('years'),
      day('starts_on'),
      day('ends_on'),
      count('places'),
      count('min_group', otherwise(1)),
      list('requires'),
      flag('is_driver_needed'),
      list('access_features'),
      list('reserved_for'),
      day('release_on', optional),
      list('standards'),
      list('pillars'),
      code('supervision', 12, otherwise("''")),
      json('extra'),
      instant('published_at', optional),
      instant('reconfirmed_at', optional),
      instant('created_at'),
      instant('updated_at'),
      count('version', otherwise(1)),
    ],
    {
      indexes: {
        offer_status: ['status', 'id'],
      },
      unique: {
        offer_ref_key: ['ref_key'],
      },
    },
  ),
  table(
    'offer_leg',
    [
      id('id', key),
      id('offer_id'),
      count('leg'),
      id('provider_id'),
      id('site_id'),
      id('pool_id', optional),
      count('half_days_per_week'),
      code('mode', 12),
      code('setting', 80),
    ],
    {
      foreignKeys: {
        offer_leg_offer: ['offer_id', 'offer', 'CASCADE'],
        offer_leg_provider_fk: ['provider_id', 'provider', 'CASCADE'],
        offer_leg_site: ['site_id', 'site', 'CASCADE'],
        offer_leg_pool: ['pool_id', 'supervision_pool', 'SET NULL'],
      },
      indexes: {
        offer_leg_provider: ['provider_id'],
      },
      unique: {
        offer_leg_order: ['offer_id', 'leg'],
      },
    },
  ),
  table(
    'unfinished_offer',
    [
      id('id', key),
      id('provider_id'),
      id('offer_id', optional),
      count('offer_version', optional),
      json('answers'),
      instant('created_at'),
      instant('updated_at'),
    ],
    {
      foreignKeys: {
        unfinished_offer_provider: ['provider_id', 'provider', 'CASCADE'],
        unfinished_offer_offer: ['offer_id', 'offer', 'CASCADE'],
      },
      indexes: {
        unfinished_offer_of_provider: ['provider_id', 'updated_at'],
      },
    },
  ),
  table(
    'offer_listing',
    [
      id('offer_id', key),
      day('starts_on'),
      day('ends_on'),
      count('places'),
      count('places_taken', otherwise(0)),
      instant('published_at'),
      text('terms'),
    ],
    {
      foreignKeys: {
        offer_listing_offer: ['offer_id', 'offer', 'CASCADE'],
      },
      indexes: {
        offer_listing_newest: ['published_at', 'offer_id'],
      },
    },
  ),
  table('offer_term', [count('number', key), code('kind', 16), code('code', 80)], {
    unique: {
      offer_term_code: ['kind', 'code'],
    },
  }),
  table('offer_district', [code('district', 4, key), id('offer_id', key)], {
    foreignKeys: {
      offer_district_offer: ['offer_id', 'offer', 'CASCADE'],
    },
    indexes: {
      offer_district_of_offer: ['offer_id'],
    },
  }),
  table(
    'hei',
    [
      id('id', key),
      code('name', 200),
      code('name_key', 200),
      code('ukprn', 8, optional),
      code('contact_email', 254, optional),
      instant('created_at'),
    ],
    {
      unique: {
        hei_name_key: ['name_key'],
      },
    },
  ),
  table('programme', [id('id', key), id('hei_id'), code('profession')], {
    foreignKeys: {
      programme_hei: ['hei_id', 'hei', 'CASCADE'],
    },
    unique: {
      programme_of_hei: ['hei_id', 'profession'],
    },
  }),
  table('cohort', [id('id', key), id('programme_id'), count('year')], {
    foreignKeys: {
      cohort_programme: ['programme_id', 'programme', 'CASCADE'],
    },
    unique: {
      cohort_of_programme: ['programme_id', 'year'],
    },
  }),
  table(
    'block',
    [
      id('id', key),
      id('cohort_id'),
      code('key', 43),
      day('starts_on'),
      day('ends_on'),
      count('half_days_per_week'),
      list('required_settings'),
      list('required_pillars'),
      list('required_standards'),
    ],
    {
      foreignKeys: {
        block_cohort: ['cohort_id', 'cohort', 'CASCADE'],
      },
      unique: {
        block_key: ['cohort_id', 'key'],
      },
    },
  ),
  table(
    'student',
    [
      id('id', key),
      id('hei_id'),
      id('cohort_id'),
      code('ref', 120),
      code('ref_key', 120),
      code('given_name', 120, optional),
      code('family_name', 120, optional),
      code('email', 254, optional),
      code('postcode', 8),
      code('district', 4),
      code('transport', 10),
      count('max_travel_minutes', optional),
      list('settings_done'),
      list('providers_done'),
      list('clearances'),
      text('access_needs'),
      text('excluded_providers'),
      json('extra'),
      instant('pseudonymised_at', optional),
      instant('created_at'),
      instant('updated_at'),
    ],
    {
      foreignKeys: {
        student_hei: ['hei_id', 'hei', 'CASCADE'],
        student_cohort_fk: ['cohort_id', 'cohort', 'CASCADE'],
      },
      indexes: {
        student_cohort: ['cohort_id'],
      },
      unique: {
        student_ref: ['hei_id', 'ref_key'],
      },
    },
  ),
  table(
    'placement_request',
    [
      id('id', key),
      id('student_id'),
      id('block_id'),
      list('preferences'),
      count('priority'),
      count('carry_over', otherwise(0)),
    ],
    {
      foreignKeys: {
        placement_request_student: ['student_id', 'student', 'CASCADE'],
        placement_request_block: ['block_id', 'block', 'CASCADE'],
      },
      indexes: {
        placement_request_of_block: ['block_id'],
      },
      unique: {
        placement_request_of_student: ['student_id', 'block_id'],
      },
    },
  ),
  table(
    'import_file',
    [
      id('id', key),
      code('kind', 12),
      code('file_name', 200),
      code('digest', 43),
      code('status', 12),
      count('rows', otherwise(0)),
      count('faulty_rows', otherwise(0)),
      json('columns'),
      json('warnings'),
      json('outcome', optional),
      instant('created_at'),
      instant('committed_at', optional),
    ],
    {
      indexes: {
        import_file_digest: ['kind', 'digest'],
      },
    },
  ),
  table('import_row', [id('import_id', key), count('line', key), text('content'), count('is_faulty')], {
    foreignKeys: {
      import_row_import: ['import_id', 'import_file', 'CASCADE'],
    },
    indexes: {
      import_row_faulty: ['import_id', 'is_faulty', 'line'],
    },
  }),
  table(
    'run',
    [
      id('id', key),
      code('label', 200),
      code('status', 12),
      json('scope'),
      code('idempotency_key', 120, optional),
      code('scope_digest', 43),
      code('input_digest', 64, optional),
      code('engine', 60, optional),
      code('stage', 12, optional),
      count('percent', otherwise(0)),
      json('summary', optional),
      code('failure', 500, optional),
      count('attempt', otherwise(0)),
      instant('created_at'),
      instant('started_at', optional),
      instant('finished_at', optional),
      instant('cancel_asked_at', optional),
      instant('published_at', optional),
      instant('withdrawn_at', optional),
    ],
    {
      unique: {
        run_idempotency_key: ['idempotency_key'],
      },
    },
  ),
  table(
    'proposal',
    [
      id('run_id', key),
      id('request_id', key),
      code('status', 10),
      id('offer_id', optional),
      count('cost', optional),
      count('travel_minutes', optional),
      count('preference_rank', optional),
      text('reason'),
      text('change_that_would_help'),
      json('outcome'),
    ],
    {
      foreignKeys: {
        proposal_run: ['run_id', 'run', 'CASCADE'],
        proposal_request: ['request_id', 'placement_request', 'CASCADE'],
        proposal_offer: ['offer_id', 'offer', 'CASCADE'],
      },
      indexes: {
        proposal_by_offer: ['run_id', 'offer_id'],
      },
    },
  ),
  table(
    'placement',
    [
      id('id', key),
      code('token', 12),
      id('offer_id'),
      id('request_id'),
      id('run_id', optional),
      code('status', 12),
      code('reason', 40, optional),
      instant('created_at'),
      instant('updated_at'),
      count('version', otherwise(1)),
    ],
    {
      foreignKeys: {
        placement_offer: ['offer_id', 'offer'],
        placement_request_fk: ['request_id', 'placement_request'],
        placement_run: ['run_id', 'run', 'SET NULL'],
      },
      indexes: {
        placement_by_request: ['request_id'],
        placement_by_offer: ['offer_id', 'status'],
      },
      unique: {
        placement_by_run: ['run_id', 'request_id'],
      },
    },
  ),
  table(
    'placement_answer',
    [
      id('placement_id', key),
      count('leg', key),
      code('answer', 10),
      code('reason', 40, optional),
      instant('answered_at'),
    ],
    {
      foreignKeys: {
        placement_answer_placement: ['placement_id', 'placement', 'CASCADE'],
      },
    },
  ),
  table(
    'delivery',
    [
      id('id', key),
      id('event_id'),
      code('template'),
      code('recipient_kind', 12),
      id('recipient_id'),
      id('subject_id', optional),
      code('message_id', 120),
      code('status', 16),
      count('attempts', otherwise(0)),
      id('claimed_by', optional),
      instant('leased_until', optional),
      code('last_answer', 200, optional),
      instant('created_at'),
      instant('sent_at', optional),
    ],
    {
      indexes: {
        delivery_status: ['status', 'id'],
      },
      unique: {
        delivery_once: ['event_id', 'template', 'recipient_id'],
      },
    },
  ),
];

export class CreateTables1795338000000 implements MigrationInterface {
  name = 'CreateTables1795338000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const each of [...referenceTables, ...TABLES]) await runner.createTable(each, false, true, true);
    for (const statement of fullText(runner).up) await runner.query(statement);
    await runner.query(`INSERT INTO audit_head (id, sequence, hash) VALUES ('head', 0, '')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of fullText(runner).down) await runner.query(statement);
    for (const each of [...referenceTables, ...TABLES].reverse())
      await runner.dropTable(each, true, true, true);
  }
}

/** The words of each published offer. TypeORM's schema API knows no full-text search, so each engine has its own. */
function fullText(runner: QueryRunner): { up: readonly string[]; down: readonly string[] } {
  if (runner.dataSource.options.type === 'postgres') {
    return {
      up: [
        `CREATE TABLE "offer_text" ("offer_id" varchar(36) PRIMARY KEY REFERENCES "offer"("id") ON DELETE CASCADE, "body" text NOT NULL, "words" tsvector GENERATED ALWAYS AS (to_tsvector('english', "body")) STORED)`,
        'CREATE INDEX "offer_text_words" ON "offer_text" USING gin ("words")',
      ],
      down: ['DROP TABLE "offer_text"'],
    };
  }
  return {
    up: [
      'CREATE TABLE "offer_text" ("number" integer PRIMARY KEY, "offer_id" varchar(36) NOT NULL UNIQUE REFERENCES "offer"("id") ON DELETE CASCADE, "body" text NOT NULL)',
      `CREATE VIRTUAL TABLE "offer_words" USING fts5("body", content = 'offer_text', content_rowid = 'number', tokenize = 'porter unicode61')`,
      'CREATE TRIGGER "offer_text_added" AFTER INSERT ON "offer_text" BEGIN INSERT INTO "offer_words" ("rowid", "body") VALUES (new."number", new."body"); END',
      `CREATE TRIGGER "offer_text_gone" AFTER DELETE ON "offer_text" BEGIN INSERT INTO "offer_words" ("offer_words", "rowid", "body") VALUES ('delete', old."number", old."body"); END`,
    ],
    down: ['DROP TABLE "offer_words"', 'DROP TABLE "offer_text"'],
  };
}
