import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn, textColumn } from '../database/columns.js';

/** Somebody on the way to their institution's sign-in and back. */
@Entity({ name: 'oidc_attempt' })
@Index('oidc_attempt_expires_at', ['expiresAt'])
export class OidcAttempt {
  /** Goes there and comes back as `state`. */
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('issuer', 200))
  issuer: string;

  @Column(codeColumn('nonce', 60))
  nonce: string;

  /** PKCE's code verifier, sealed: with it and a stolen code somebody else could finish. */
  @Column(textColumn('verifier'))
  verifier: string;

  @Column(codeColumn('browser_hash', 43))
  browserHash: string;

  @Column(codeColumn('next_path', 500))
  nextPath: string;

  @Column(instantColumn('expires_at'))
  expiresAt: Date;
}
