import { Inject, Injectable } from '@nestjs/common';
import type { Member } from '../../../access/index.js';
import { Database, fixed, sql } from '../../../database/index.js';
import { textKey } from '../../../exchange/index.js';
import { type Educator, ownedWithin, ProvidersRepository } from '../../../providers/index.js';
import { CareCertificateStandard, PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import type { UnfinishedWithPlaces } from '../../unfinished-offers.service.js';
import type { QuestionWorld } from './question.presenter.js';
import type { Choices } from './read-answers.js';

export interface OfferChoices {
  readonly world: QuestionWorld;
  readonly choices: Choices;
}

/** What there is to choose from on the way to an offer: of the own provider, and of what everybody knows. */
@Injectable()
export class OfferChoicesRepository {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  async of(member: Member, { provider, sites }: UnfinishedWithPlaces): Promise<OfferChoices> {
    const [pools, educators, standards, universities] = await Promise.all([
      this.providers.pools(ownedWithin(member, 'offers.edit', fixed('pool.provider_id'))),
      this.providers.educatorsOf(provider.id),
      this.standards(),
      this.universities(),
    ]);
    const byId = new Map<string | null, Educator>(educators.map((educator) => [educator.id, educator]));
    const named = new Map(universities.map((name) => [textKey(name), name]));
    return {
      world: {
        sites,
        isNhsTrust: provider.type === 'nhs-trust',
        professions: this.professions,
        pools: pools.map(({ id, ref, educatorId }) => ({ id, name: byId.get(educatorId)?.name ?? ref })),
        standards,
        universities,
      },
      choices: {
        siteIds: sites.map(({ id }) => id),
        professions: this.professions.map(({ code }) => code),
        pools: new Map(
          pools.map(({ id, educatorId }) => [id, { isLongArm: byId.get(educatorId)?.isLongArm ?? false }]),
        ),
        standards: standards.map(({ number }) => String(number)),
        university: (typed) => named.get(textKey(typed)),
        today: new Date().toISOString().slice(0, 10),
      },
    };
  }

  /** Of the edition in force, by number. */
  standards(): Promise<{ number: number; title: string }[]> {
    return this.database.reader
      .createQueryBuilder(CareCertificateStandard, 'standard')
      .where('standard.validTo IS NULL')
      .orderBy('standard.number')
      .getMany();
  }

  /** Names of those that are here and of the register, by name. */
  private async universities(): Promise<string[]> {
    const rows = await this.database.rows<{ name: string }>(
      sql`SELECT name AS "name" FROM hei UNION SELECT name AS "name" FROM hei_register_entry ORDER BY "name"`,
    );
    return rows.map(({ name }) => name);
  }
}
