import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn } from '../database/columns.js';

/** One browser in which a person is signed in. The browser has the token; here is its hash. */
@Entity({ name: 'session' })
@Index('session_token_hash', ['tokenHash'], { unique: true })
@Index('session_person', ['personId'])
@Index('session_ends_at', ['endsAt'])
export class Session {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('token_hash', 43))
  tokenHash: string;

  @ForeignKey('Person', { name: 'session_person_fk', onDelete: 'CASCADE' })
  @Column(idColumn('person_id'))
  personId: string;

  /** The organisation that the person acts for; `null` until chosen, where there are several. */
  @ForeignKey('Organisation', { name: 'session_organisation_fk', onDelete: 'SET NULL' })
  @Column(idColumn('organisation_id', { nullable: true }))
  organisationId: string | null;

  /** How the person proved who they are: `link`, or the issuer's address. */
  @Column(codeColumn('signed_in_by', 200))
  signedInBy: string;

  /** Browser and system in words that a person knows their own by. */
  @Column(codeColumn('browser', 60))
  browser: string;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  /** Written at most once a minute. */
  @Column(instantColumn('seen_at'))
  seenAt: Date;

  /** When it ends however much it is used. */
  @Column(instantColumn('ends_at'))
  endsAt: Date;
}

/** A link that was asked for. The mail has it signed; here is only what it is about. */
@Entity({ name: 'sign_in_link' })
@Index('sign_in_link_expires_at', ['expiresAt'])
export class SignInLink {
  @PrimaryColumn(idColumn('id'))
  id: string;

  /** `null` when nobody has the address: asked for all the same, so that nobody can tell the difference. */
  @ForeignKey('Person', { name: 'sign_in_link_person_fk', onDelete: 'CASCADE' })
  @Column(idColumn('person_id', { nullable: true }))
  personId: string | null;

  /** Hash of the cookie of the browser that asked: the link works in no other. */
  @Column(codeColumn('browser_hash', 43))
  browserHash: string;

  /** Where the person wanted to go: a path of ours. */
  @Column(codeColumn('next_path', 500))
  nextPath: string;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('expires_at'))
  expiresAt: Date;

  @Column(instantColumn('used_at', { nullable: true }))
  usedAt: Date | null;
}
