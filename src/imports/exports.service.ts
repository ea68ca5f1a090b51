import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { StudentRecords } from '../cohorts/index.js';
import { writeCsv } from '../csv/index.js';
import { conditionFor, Database, fixed } from '../database/index.js';
import { knownColumns, writeCap, writeOffer, writePool, writeStudent } from '../exchange/index.js';
import { hostedWithin, OfferRecords } from '../placements/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { type ImportKind, ImportFile } from './import.entity.js';
import { carriedWithin, fileOwnerOf, takenOutWithin } from './import.policy.js';
import { legsOfPartner, NAMELESS_COLUMNS, withoutIdentity } from './rules/going-out.js';
import { COLUMNS_OF, columnsOf } from './rules/staging.js';

type Cells = Readonly<Record<string, string>>;

/** What came in and is the actor's, going out again in the same columns. Streams; holds a page at a time. */
@Injectable()
export class ExportsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StudentRecords) private readonly students: StudentRecords,
    @Inject(OfferRecords) private readonly offers: OfferRecords,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
  ) {}

  async *csv(kind: ImportKind, actor: Actor): AsyncGenerator<string> {
    const known = columnsOf(kind);
    // A coordinator sees all students and is told who none of them is.
    if (kind === 'students' && fileOwnerOf(actor, kind) === null && actor !== 'operator') {
      yield* writeCsv(this.namelessRows(), NAMELESS_COLUMNS);
      return;
    }
    const columns = [...known, ...(await this.otherColumns(kind, known, actor))];
    yield* writeCsv(this.rows(kind, actor), columns);
  }

  private rows(kind: ImportKind, actor: Actor): AsyncGenerator<Cells> {
    switch (kind) {
      case 'students':
        return this.studentRows(actor);
      case 'offers':
        return this.offerRows(actor);
      case 'pools':
        return this.poolRows(actor);
      case 'caps':
        return this.capRows(actor);
    }
  }

  private async *studentRows(actor: Actor): AsyncGenerator<Cells> {
    const owner = fileOwnerOf(actor, 'students');
    for await (const page of this.students.pages(owner ? { heiIds: [owner.ownerId] } : {})) {
      for (const { record } of page) yield writeStudent(record);
    }
  }

  private async *namelessRows(): AsyncGenerator<Cells> {
    for await (const page of this.students.pages({})) {
      for (const { record, district } of page) yield withoutIdentity(writeStudent(record), district);
    }
  }

  private async *offerRows(actor: Actor): AsyncGenerator<Cells> {
    const owner = fileOwnerOf(actor, 'offers');
    const own = owner ? await this.providers.provider(owner.ownerId) : null;
    for await (const page of this.offers.all(
      new Date().toISOString().slice(0, 10),
      hostedWithin(actor, 'imports.hosting'),
    )) {
      for (const { record } of page) yield* writeOffer(own ? legsOfPartner(record, own.name) : record);
    }
  }

  private async *poolRows(actor: Actor): AsyncGenerator<Cells> {
    const within = takenOutWithin(actor, 'pools', fixed('pool.provider_id'));
    for (const { ref, learnerHalfDaysPerWeek, extra } of await this.providers.pools(within)) {
      // A pool that offers name and nobody has sized is no row of the pools' file.
      if (learnerHalfDaysPerWeek !== null) {
        yield writePool({ supervisionPool: ref, learnerHalfDaysPerWeek, extra });
      }
    }
  }

  private async *capRows(actor: Actor): AsyncGenerator<Cells> {
    const caps = await this.providers.caps(takenOutWithin(actor, 'caps', fixed('cap.provider_id')));
    const providers = await this.providers.byIds(caps.map((cap) => cap.providerId));
    const sites = await this.providers.sitesByIds(caps.flatMap((cap) => cap.siteId ?? []));
    for (const { providerId, siteId, maxLearners, extra } of caps) {
      yield writeCap({
        provider: providers.get(providerId)?.name ?? '',
        site: siteId === null ? '' : (sites.get(siteId)?.name ?? ''),
        maxLearners,
        extra,
      });
    }
  }

  /** Columns that files of the kind brought along and that are not of the format, in the order of the files. */
  private async otherColumns(kind: ImportKind, known: readonly string[], actor: Actor): Promise<string[]> {
    const files = await this.database.reader
      .createQueryBuilder(ImportFile, 'file')
      .select(['file.id', 'file.columns'])
      .where({ kind, status: 'committed' })
      .andWhere(...conditionFor(carriedWithin(actor, kind)))
      .orderBy('file.id')
      .getMany();
    const ours = new Set([...known, ...knownColumns(COLUMNS_OF[kind])]);
    return [...new Set(files.flatMap((file) => file.columns))].filter((column) => !ours.has(column));
  }
}
