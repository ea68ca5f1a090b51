import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/index.js';
import { Database, newId } from '../database/index.js';
import { textKey } from '../exchange/index.js';
import {
  type ClaimedRecords,
  ClaimsService,
  type KnownOrganisation,
  type OrganisationClaim,
  recordEvent,
} from '../identity/index.js';
import { Hei } from './hei.entity.js';

/** What a claimed HEI is: one that is here already, or an entry of the public register. */
@Injectable()
export class ClaimedHeis implements ClaimedRecords, OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ClaimsService) private readonly claims: ClaimsService,
  ) {}

  onModuleInit(): void {
    this.claims.register('hei', this);
  }

  async known(claim: OrganisationClaim): Promise<KnownOrganisation> {
    const hei = await this.find(this.database.reader, claim);
    return { ownerId: hei?.id ?? null, website: null, contactEmail: hei?.contactEmail ?? null };
  }

  async open(manager: EntityManager, claim: OrganisationClaim, actor: Actor) {
    const found = await this.find(manager, claim);
    if (found) return found;
    const { subject, subjectKey, organisationName, email } = claim;
    const hei: Hei = {
      id: newId(),
      name: organisationName,
      nameKey: textKey(organisationName),
      ukprn: subject === 'hei-register-entry' ? subjectKey : null,
      contactEmail: email,
      createdAt: new Date(),
    };
    await manager.insert(Hei, hei);
    await recordEvent(manager, { type: 'hei-created', actor, subjectType: 'hei', subjectId: hei.id });
    return hei;
  }

  private async find(
    manager: EntityManager,
    { subject, subjectKey, organisationName }: OrganisationClaim,
  ): Promise<Hei | null> {
    const byNumber =
      subject === 'hei-register-entry' ? await manager.findOneBy(Hei, { ukprn: subjectKey }) : null;
    return byNumber ?? manager.findOneBy(Hei, { nameKey: textKey(organisationName) });
  }
}
