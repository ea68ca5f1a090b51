import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { Database } from '../database/index.js';
import { LINK_MINUTES, Person, SignInLink, SignInService } from '../identity/index.js';
import type { Addressee } from './letter-facts.repository.js';
import type { SignInFacts } from './rules/identity-letters.js';

/** Gathers what mails about people and organisations tell, at the moment in which they are written. */
@Injectable()
export class IdentityFacts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SignInService) private readonly signIn: SignInService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Nothing when the link was used or is over: a mail with it would only confuse. */
  async signInLink(id: string): Promise<(SignInFacts & Addressee) | undefined> {
    const link = await this.database.reader.findOneBy(SignInLink, { id });
    if (!link?.personId || link.usedAt || link.expiresAt <= new Date()) return undefined;
    const person = await this.database.reader.findOneBy(Person, { id: link.personId });
    return (
      (person && {
        name: person.name,
        address: person.email,
        minutes: LINK_MINUTES,
        href: `${this.config.publicUrl}/sign-in/link/${this.signIn.linkText(id)}`,
      }) ??
      undefined
    );
  }
}
