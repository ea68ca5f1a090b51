import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsInt } from 'class-validator';
import { Type } from 'class-transformer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, Allows, By, mayUse, organisationOf } from '../../../access/index.js';
import type { CsvRowFault } from '../../../csv/index.js';
import { dayWords } from '../../../identity/index.js';
import {
  faultsInPage,
  type FieldFault,
  pageOf,
  PageQuery,
  problem,
  RateLimits,
  readCursor,
  uploadOf,
  MayBeLeftOut,
  ParseCount,
  ParseId,
} from '../../../web/index.js';
import { IMPORT_KINDS, type ImportFile, type ImportKind } from '../../import.entity.js';
import { mayUseFiles } from '../../import.policy.js';
import { type CommitRefusal, ImportsService } from '../../imports.service.js';
import { MendRows } from '../../mend-rows.service.js';
import { columnsNeededBy } from '../../rules/staging.js';
import { StagedRows } from '../../staged-rows.repository.js';
import {
  cellsOf,
  columnWords,
  KIND_WORDS,
  outcomeLines,
  shownFile,
  shownRow,
} from './bring-in-file.presenter.js';

const VIEWS = 'imports/pages/bring-in-file';
const ROWS_A_PAGE = 15;

class ReviewQuery extends PageQuery {
  /** Which rows; those with faults, where there are any, unless all are asked for. */
  @MayBeLeftOut() @IsIn(['faulty', 'all']) show?: 'faulty' | 'all';
  /** Line of the row that was sent last, to tell what became of it. */
  @MayBeLeftOut() @Type(() => Number) @IsInt() mended?: number;
}

/** A file on its way in: sent, looked through and put right, checked, brought in. */
@ApiExcludeController()
@Allows('imports.review')
@Controller('imports')
export class BringInFileController {
  constructor(
    @Inject(ImportsService) private readonly imports: ImportsService,
    @Inject(StagedRows) private readonly staged: StagedRows,
    @Inject(MendRows) private readonly rows: MendRows,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  @Get()
  async see(@By() actor: Actor, @Query() query: PageQuery, @Res() reply: FastifyReply): Promise<void> {
    await this.showFiles(actor, query, reply);
  }

  @Post()
  @Allows('imports.use')
  async send(
    @By() actor: Actor,
    @Body() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const kinds = kindsFor(actor);
    const kind = kinds.find((each) => each === body.kind);
    const upload = uploadOf(request);
    const faults: FieldFault[] = [
      ...(kind ? [] : [{ field: 'kind', message: 'Choose what is in the file' }]),
      ...(upload ? [] : [{ field: 'file', message: 'Choose a file' }]),
    ];
    if (!kind || !upload) return this.refuseFile(actor, faults, body, reply);
    await this.limits.take(request, 'import-organisation', organisationOf(actor) ?? '');
    const staged = await this.imports.stageFile(kind, upload.fileName, upload.stream, actor);
    if (upload.isCut()) {
      if (staged.ok) await this.imports.discardFile(staged.value.id);
      const message = 'The file is too large. Send it in parts';
      return this.refuseFile(actor, [{ field: 'file', message }], body, reply);
    }
    if (!staged.ok) {
      const fault = { field: 'file', message: fileFaultWords(staged.refusal) };
      return this.refuseFile(actor, [fault], body, reply);
    }
    await reply.redirect(`/imports/${staged.value.id}`, 303);
  }

  @Get(':id')
  async review(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() { show, cursor, mended }: ReviewQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.find(id, actor);
    const isOpen = file.status === 'staged';
    const isFaulty = isOpen && file.faultyRows > 0 && show !== 'all';
    const [after] = readCursor(cursor, ['number']) ?? [0];
    const found = await this.staged.page(id, {
      after: Number(after),
      limit: ROWS_A_PAGE + 1,
      ...(isFaulty ? { isFaulty } : {}),
    });
    const { items, next } = pageOf(found, ROWS_A_PAGE, (row) => [row.line]);
    const address = `/imports/${id}?show=${isFaulty ? 'faulty' : 'all'}`;
    const again = mended === undefined ? undefined : await this.staged.one(id, mended);
    await reply.view(`${VIEWS}/review.njk`, {
      file: { ...this.shown(file), warnings: file.warnings, isBroughtIn: file.status === 'committed' },
      outcome: outcomeLines(file.kind, file.outcome ?? {}),
      isStudents: file.kind === 'students',
      isFaulty,
      rows: items.map((row) => shownRow(row, file.columns)),
      first: after === 0 ? null : address,
      next: next && `${address}&cursor=${next}`,
      mended: again && { line: again.line, isRight: again.faults.length === 0 },
    });
  }

  @Get(':id/rows/:line')
  async row(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Param('line', ParseCount) line: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.find(id, actor);
    const row = file.status === 'staged' ? await this.staged.one(id, line) : undefined;
    if (!row) throw problem(404, 'There is no such row.');
    const shown = shownRow(row, file.columns);
    const faults = shown.faulty.map(({ name, label, fault }) => ({
      field: name,
      message: `${label}: ${fault ?? ''}`,
    }));
    await reply.view(`${VIEWS}/mend-row.njk`, {
      file: this.shown(file),
      row: shown,
      ...faultsInPage(faults),
    });
  }

  @Post(':id/rows/:line')
  async mend(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Param('line', ParseCount) line: number,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.find(id, actor);
    const result = await this.rows.mend(id, line, cellsOf(body, file.columns), actor);
    if (!result.ok) {
      switch (result.refusal) {
        case 'not-found':
          throw problem(404, 'There is no such row.');
        case 'not-open':
          throw problem(409, 'The file is brought in or thrown away. Its rows cannot be changed any more.');
        case 'not-faulty':
          break;
      }
    }
    const isWhole = body.whole === 'yes' && result.ok && result.value.faults.length > 0;
    await reply.redirect(isWhole ? `/imports/${id}/rows/${line}` : `/imports/${id}?mended=${line}`, 303);
  }

  @Get(':id/check')
  async check(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.find(id, actor);
    if (file.status !== 'staged') return void (await reply.redirect(`/imports/${id}`, 303));
    await this.showCheck(file, actor, reply);
  }

  @Post(':id/commit')
  async commit(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() { goodRowsOnly }: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.find(id, actor);
    const result = await this.imports.commitFile(id, { goodRowsOnly: goodRowsOnly === 'yes' }, actor);
    if (result.ok) return void (await reply.redirect(`/imports/${id}`, 303));
    void reply.status(result.refusal.kind === 'not-found' ? 404 : 409);
    await this.showCheck(file, actor, reply, faultsInPage(commitFaults(result.refusal)));
  }

  @Post(':id/discard')
  async discard(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.find(id, actor);
    if (!(await this.imports.discardFile(id))) {
      throw problem(409, 'The file is brought in or thrown away already.');
    }
    await reply.redirect('/imports', 303);
  }

  private async showFiles(
    actor: Actor,
    { cursor }: Pick<PageQuery, 'cursor'>,
    reply: FastifyReply,
    more: object = {},
  ): Promise<void> {
    const [before] = readCursor(cursor, ['string']) ?? [];
    const files = await this.imports.list(
      actor,
      ROWS_A_PAGE,
      before === undefined ? undefined : String(before),
    );
    const { items, next } = pageOf(files, ROWS_A_PAGE, (file) => [file.id]);
    const kinds = kindsFor(actor);
    await reply.view(`${VIEWS}/files.njk`, {
      files: items.map((file) => this.shown(file)),
      first: before === undefined ? null : '/imports',
      next: next && `/imports?cursor=${next}`,
      kinds: kinds.map((kind) => ({
        value: kind,
        text: KIND_WORDS[kind].name,
        hint: { text: KIND_WORDS[kind].hint },
        needed: columnsNeededBy(kind).map((column) => ({ header: column, words: columnWords(column) })),
      })),
      canSend: kinds.length > 0 && mayUse(actor, 'imports.use').isAllowed,
      ...more,
    });
  }

  private async refuseFile(
    actor: Actor,
    faults: readonly FieldFault[],
    typed: Record<string, unknown>,
    reply: FastifyReply,
  ): Promise<void> {
    void reply.status(422);
    await this.showFiles(actor, {}, reply, { typed, ...faultsInPage(faults) });
  }

  private async showCheck(
    file: ImportFile,
    actor: Actor,
    reply: FastifyReply,
    more: object = {},
  ): Promise<void> {
    const foreseen = await this.imports.foreseeCommit(file, actor);
    await reply.view(`${VIEWS}/check.njk`, {
      file: this.shown(file),
      good: file.rows - file.faultyRows,
      foreseen: foreseen && outcomeLines(file.kind, foreseen),
      ...more,
    });
  }

  private shown(file: ImportFile) {
    return shownFile(file, dayWords(file.createdAt));
  }

  private async find(id: string, actor: Actor): Promise<ImportFile> {
    const file = await this.imports.one(id, actor);
    if (!file || file.status === 'staging') throw problem(404, 'There is no such file.');
    return file;
  }
}

function kindsFor(actor: Actor): ImportKind[] {
  return IMPORT_KINDS.filter((kind) => mayUseFiles(actor, kind).isAllowed);
}

function fileFaultWords({ line, column, found, wanted }: CsvRowFault): string {
  const place = column === undefined ? `Line ${line}` : `Line ${line}, ${columnWords(column)}`;
  return `${place}: found ${found}, wanted ${wanted}. Nothing of the file was kept`;
}

function commitFaults(refusal: CommitRefusal): FieldFault[] {
  switch (refusal.kind) {
    case 'not-found':
      return [{ field: 'commit', message: 'There is no such file any more' }];
    case 'discarded':
      return [{ field: 'commit', message: 'The file was thrown away. Send it again' }];
    case 'has-faults':
      return [{ field: 'commit', message: `${refusal.faultyRows} rows have faults now. Look again` }];
    case 'row-faults':
      return refusal.faults.map(({ line, column, found, wanted }) => ({
        field: 'commit',
        message: `Line ${line}, ${columnWords(column)}: found “${found}”, wanted ${wanted}. Nothing was saved`,
      }));
  }
}
