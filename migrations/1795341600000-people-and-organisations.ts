import type { MigrationInterface, QueryRunner } from 'typeorm';
import { code, flag, id, instant, key, list, optional, otherwise, table, text } from './tables/shape.js';

/** In the order in which they can be made; undone backwards. */
const TABLES = [
  table(
    'person',
    [
      id('id', key),
      code('name', 200),
      code('email', 254),
      code('email_key', 254),
      flag('is_barred'),
      instant('left_at', optional),
      instant('created_at'),
    ],
    { unique: { person_email_key: ['email_key'] } },
  ),
  table(
    'organisation',
    [
      id('id', key),
      code('kind', 10),
      code('name', 200),
      id('owner_id', optional),
      code('state', 10),
      instant('created_at'),
    ],
    { unique: { organisation_of_owner: ['kind', 'owner_id'] } },
  ),
  table(
    'membership',
    [
      id('id', key),
      id('person_id'),
      id('organisation_id'),
      code('role', 20),
      code('student_key', 36, otherwise("''")),
      instant('created_at'),
    ],
    {
      foreignKeys: {
        membership_person: ['person_id', 'person', 'CASCADE'],
        membership_organisation_fk: ['organisation_id', 'organisation', 'CASCADE'],
      },
      indexes: { membership_organisation: ['organisation_id'] },
      unique: { membership_once: ['person_id', 'organisation_id', 'role', 'student_key'] },
    },
  ),
  table(
    'session',
    [
      id('id', key),
      code('token_hash', 43),
      id('person_id'),
      id('organisation_id', optional),
      code('signed_in_by', 200),
      code('browser', 60),
      instant('created_at'),
      instant('seen_at'),
      instant('ends_at'),
    ],
    {
      foreignKeys: {
        session_person_fk: ['person_id', 'person', 'CASCADE'],
        session_organisation_fk: ['organisation_id', 'organisation', 'SET NULL'],
      },
      indexes: { session_person: ['person_id'], session_ends_at: ['ends_at'] },
      unique: { session_token_hash: ['token_hash'] },
    },
  ),
  table(
    'sign_in_link',
    [
      id('id', key),
      id('person_id', optional),
      code('browser_hash', 43),
      code('next_path', 500),
      instant('created_at'),
      instant('expires_at'),
      instant('used_at', optional),
    ],
    {
      foreignKeys: { sign_in_link_person_fk: ['person_id', 'person', 'CASCADE'] },
      indexes: { sign_in_link_expires_at: ['expires_at'] },
    },
  ),
  table(
    'oidc_attempt',
    [
      id('id', key),
      code('issuer', 200),
      code('nonce', 60),
      text('verifier'),
      code('browser_hash', 43),
      code('next_path', 500),
      instant('expires_at'),
    ],
    { indexes: { oidc_attempt_expires_at: ['expires_at'] } },
  ),
  table(
    'invitation',
    [
      id('id', key),
      id('organisation_id'),
      code('name', 200),
      code('email', 254),
      code('email_key', 254),
      code('role', 20),
      code('student_key', 36, otherwise("''")),
      id('invited_by', optional),
      instant('created_at'),
      instant('expires_at'),
      instant('accepted_at', optional),
      instant('withdrawn_at', optional),
    ],
    {
      foreignKeys: { invitation_organisation_fk: ['organisation_id', 'organisation', 'CASCADE'] },
      indexes: {
        invitation_organisation: ['organisation_id'],
        invitation_email_key: ['email_key'],
      },
    },
  ),
  table(
    'organisation_claim',
    [
      id('id', key),
      code('kind', 10),
      code('subject', 20),
      code('subject_key', 40),
      code('organisation_name', 200),
      code('provider_type', 40, optional),
      code('name', 200),
      code('email', 254),
      code('email_key', 254),
      code('state', 12),
      text('reason', optional),
      id('decided_by', optional),
      instant('created_at'),
      instant('expires_at'),
      instant('decided_at', optional),
    ],
    {
      indexes: {
        organisation_claim_state: ['state', 'id'],
        organisation_claim_email_key: ['email_key'],
      },
    },
  ),
  table(
    'api_token',
    [
      id('id', key),
      id('organisation_id'),
      code('name', 100),
      code('token_hash', 43),
      code('starts_with', 12),
      list('scopes'),
      id('created_by'),
      instant('created_at'),
      instant('expires_at'),
      instant('used_at', optional),
      instant('revoked_at', optional),
    ],
    {
      foreignKeys: { api_token_organisation_fk: ['organisation_id', 'organisation', 'CASCADE'] },
      indexes: { api_token_organisation: ['organisation_id'] },
      unique: { api_token_hash: ['token_hash'] },
    },
  ),
];

export class PeopleAndOrganisations1795341600000 implements MigrationInterface {
  name = 'PeopleAndOrganisations1795341600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const each of TABLES) await runner.createTable(each, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const each of [...TABLES].reverse()) await runner.dropTable(each, true, true, true);
  }
}
