import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { Database } from '../database/index.js';
import { changesBetween, recordEvent } from '../identity/index.js';
import { HostProfile } from './host-profile.entity.js';
import { mayEditProvider } from './provider.policy.js';
import { ProvidersRepository } from './providers.repository.js';

export type ProfileAnswers = Omit<HostProfile, 'providerId' | 'updatedAt'>;

const NOTHING: ProfileAnswers = {
  insuredUntil: null,
  riskAssessedOn: null,
  induction: null,
  safeguardingContact: null,
  arrival: null,
  hours: null,
  clothes: null,
  travel: null,
};

/** What hosts have ready for learners. */
@Injectable()
export class HostProfiles {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
  ) {}

  /** Empty where the host has told nothing yet. */
  async of(providerId: string): Promise<ProfileAnswers> {
    return (await this.database.reader.findOneBy(HostProfile, { providerId })) ?? NOTHING;
  }

  /** Keeps what a host tells. False where the actor may not, or there is no such host. */
  async save(providerId: string, answers: ProfileAnswers, actor: Actor): Promise<boolean> {
    if (!mayEditProvider(actor, providerId).isAllowed) return false;
    return this.database.inTransaction(async (manager) => {
      if (!(await this.providers.provider(providerId, manager))) return false;
      const before = await manager.findOneBy(HostProfile, { providerId });
      const row: HostProfile = { ...answers, providerId, updatedAt: new Date() };
      await manager.upsert(HostProfile, row, ['providerId']);
      await recordEvent(manager, {
        type: 'host-profile-saved',
        actor,
        subjectType: 'provider',
        subjectId: providerId,
        changes: changesBetween<ProfileAnswers>(before ?? NOTHING, row, {
          open: ['insuredUntil', 'riskAssessedOn'],
          personal: ['induction', 'safeguardingContact', 'arrival', 'hours', 'clothes', 'travel'],
        }),
      });
      return true;
    });
  }
}
