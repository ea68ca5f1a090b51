import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn, listColumn } from '../database/columns.js';
import type { TokenScope } from '../access/index.js';

/** What a program shows instead of a person signing in. It has the token; here is its hash. */
@Entity({ name: 'api_token' })
@Index('api_token_hash', ['tokenHash'], { unique: true })
@Index('api_token_organisation', ['organisationId'])
export class ApiToken {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Organisation', { name: 'api_token_organisation_fk', onDelete: 'CASCADE' })
  @Column(idColumn('organisation_id'))
  organisationId: string;

  /** What its makers know it by. */
  @Column(codeColumn('name', 100))
  name: string;

  @Column(codeColumn('token_hash', 43))
  tokenHash: string;

  /** The first characters of the token, by which people tell several apart. */
  @Column(codeColumn('starts_with', 12))
  startsWith: string;

  @Column(listColumn('scopes'))
  scopes: TokenScope[];

  @Column(idColumn('created_by'))
  createdBy: string;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('expires_at'))
  expiresAt: Date;

  /** Written at most once a minute. */
  @Column(instantColumn('used_at', { nullable: true }))
  usedAt: Date | null;

  @Column(instantColumn('revoked_at', { nullable: true }))
  revokedAt: Date | null;
}
