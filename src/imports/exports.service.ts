import { Inject, Injectable } from '@nestjs/common';
import { StudentRecords } from '../cohorts/index.js';
import { writeCsv } from '../csv/index.js';
import { Database } from '../database/index.js';
import { writeCap, writeOffer, writePool, writeStudent } from '../exchange/index.js';
import { OfferRecords } from '../placements/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { type ImportKind, ImportFile } from './import.entity.js';
import { columnsOf } from './rules/staging.js';

type Cells = Readonly<Record<string, string>>;

/** Everything that came in, going out again in the same columns. Streams; holds a page at a time. */
@Injectable()
export class ExportsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StudentRecords) private readonly students: StudentRecords,
    @Inject(OfferRecords) private readonly offers: OfferRecords,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
  ) {}

  async *csv(kind: ImportKind): AsyncGenerator<string> {
    const known = columnsOf(kind);
    const columns = [...known, ...(await this.otherColumns(kind, known))];
    yield* writeCsv(this.rows(kind), columns);
  }

  private rows(kind: ImportKind): AsyncGenerator<Cells> {
    switch (kind) {
      case 'students':
        return this.studentRows();
      case 'offers':
        return this.offerRows();
      case 'pools':
        return this.poolRows();
      case 'caps':
        return this.capRows();
    }
  }

  private async *studentRows(): AsyncGenerator<Cells> {
    for await (const page of this.students.pages({})) {
      for (const { record } of page) yield writeStudent(record);
    }
  }

  private async *offerRows(): AsyncGenerator<Cells> {
    for await (const page of this.offers.all(new Date().toISOString().slice(0, 10))) {
      for (const { record } of page) yield* writeOffer(record);
    }
  }

  private async *poolRows(): AsyncGenerator<Cells> {
    for (const { ref, learnerHalfDaysPerWeek, extra } of await this.providers.pools()) {
      // A pool that offers name and nobody has sized is no row of the pools' file.
      if (learnerHalfDaysPerWeek !== null) {
        yield writePool({ supervisionPool: ref, learnerHalfDaysPerWeek, extra });
      }
    }
  }

  private async *capRows(): AsyncGenerator<Cells> {
    const caps = await this.providers.caps();
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
  private async otherColumns(kind: ImportKind, known: readonly string[]): Promise<string[]> {
    const files = await this.database.reader.find(ImportFile, {
      select: { columns: true },
      where: { kind, status: 'committed' },
      order: { id: 'ASC' },
    });
    return [...new Set(files.flatMap((file) => file.columns))].filter((column) => !known.includes(column));
  }
}
