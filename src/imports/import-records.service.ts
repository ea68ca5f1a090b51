import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CohortImportService } from '../cohorts/index.js';
import type { PutCounts } from '../database/index.js';
import type { FileFault, Lined } from '../exchange/index.js';
import { HeldOffers, OfferImportService, PartnerOffers } from '../placements/index.js';
import { ProviderImportService } from '../providers/index.js';
import type { FileOwner } from './import.policy.js';
import type { ParsedFile } from './rules/parsed-file.js';

/** What a file's records came to. */
export interface PutFile {
  readonly outcome: Record<string, number>;
  /** Records that could not be placed. */
  readonly refusals: readonly FileFault[];
}

type Refusals = ReadonlyMap<number, Omit<FileFault, 'line'>>;

/** What files say, taken to the rooms that own it. */
@Injectable()
export class ImportRecords {
  constructor(
    @Inject(CohortImportService) private readonly cohorts: CohortImportService,
    @Inject(OfferImportService) private readonly offers: OfferImportService,
    @Inject(PartnerOffers) private readonly partners: PartnerOffers,
    @Inject(HeldOffers) private readonly held: HeldOffers,
    @Inject(ProviderImportService) private readonly providers: ProviderImportService,
  ) {}

  /**
   * What in a file may not be done: what would take from learners the placements that they hold, and what is
   * about others than those who send it, where they may not speak for all.
   */
  async unacceptable(
    manager: EntityManager,
    file: ParsedFile,
    owner: FileOwner | null,
  ): Promise<readonly FileFault[]> {
    const uprooted =
      file.kind === 'offers'
        ? offerFaultsOf(file, await this.held.uprooted(manager, plain(file.records)))
        : [];
    return [...uprooted, ...(await this.foreign(manager, file, owner))];
  }

  private async foreign(
    manager: EntityManager,
    file: ParsedFile,
    owner: FileOwner | null,
  ): Promise<readonly FileFault[]> {
    if (owner === null) return [];
    const { ownerId } = owner;
    switch (file.kind) {
      case 'students':
        return faultsOf(file.records, await this.cohorts.foreign(manager, plain(file.records), ownerId));
      case 'pools':
        return faultsOf(
          file.records,
          await this.providers.foreignPools(manager, plain(file.records), ownerId),
        );
      case 'caps':
        return faultsOf(
          file.records,
          await this.providers.foreignCaps(manager, plain(file.records), ownerId),
        );
      case 'offers':
        return offerFaultsOf(file, await this.partners.foreign(manager, plain(file.records), ownerId));
    }
  }

  /** Makes the tables say what the file says. @param columns - those that the file has */
  async put(
    manager: EntityManager,
    file: ParsedFile,
    columns: ReadonlySet<string>,
    owner: FileOwner | null,
    now: Date,
  ): Promise<PutFile> {
    const ownId = owner?.ownerId ?? null;
    switch (file.kind) {
      case 'students': {
        const { students, blocks, requests } = await this.cohorts.putStudents(
          manager,
          plain(file.records),
          columns,
          now,
        );
        const outcome = {
          ...counted(students),
          blocksCreated: blocks.created,
          requestsCreated: requests.created,
          requestsUpdated: requests.updated,
        };
        return { outcome, refusals: [] };
      }
      case 'offers': {
        const { offers } = await this.offers.putOffers(manager, plain(file.records), now, ownId);
        return { outcome: counted(offers), refusals: [] };
      }
      case 'pools': {
        const counts = await this.providers.putPools(manager, plain(file.records), now, ownId);
        return { outcome: counted(counts), refusals: [] };
      }
      case 'caps': {
        const { counts, refusals } = await this.providers.putCaps(manager, plain(file.records), ownId);
        return {
          outcome: { ...counted(counts), refused: refusals.size },
          refusals: faultsOf(file.records, refusals),
        };
      }
    }
  }
}

/** A file without the records that begin on the lines of these faults. */
export function withoutLines(file: ParsedFile, faults: readonly FileFault[]): ParsedFile {
  const lines = new Set(faults.map((fault) => fault.line));
  const keep = <Value>(records: readonly Lined<Value>[]) => records.filter(({ line }) => !lines.has(line));
  switch (file.kind) {
    case 'students':
      return { ...file, records: keep(file.records) };
    case 'offers':
      return { ...file, records: keep(file.records) };
    case 'pools':
      return { ...file, records: keep(file.records) };
    case 'caps':
      return { ...file, records: keep(file.records) };
  }
}

function plain<Value>(records: readonly Lined<Value>[]): Value[] {
  return records.map(({ record }) => record);
}

function faultsOf(records: readonly Lined<unknown>[], refusals: Refusals): FileFault[] {
  return [...refusals].map(([index, refusal]) => ({ line: records[index]?.line ?? 0, ...refusal }));
}

function counted({ created, updated, unchanged }: PutCounts): Record<string, number> {
  return { created, updated, unchanged };
}

/** An offer is taken whole or not at all: each of its rows bears the fault. */
function offerFaultsOf(
  { records, linesOf }: Extract<ParsedFile, { kind: 'offers' }>,
  refusals: Refusals,
): FileFault[] {
  return [...refusals].flatMap(([index, refusal]) =>
    (linesOf.get(records[index]?.record.offerRef ?? '') ?? []).map((line) => ({ line, ...refusal })),
  );
}
