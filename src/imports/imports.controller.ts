import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, Allows, By, organisationOf } from '../access/index.js';
import { CONFIG, type Config } from '../config/index.js';
import { csvFaultText } from '../csv/index.js';
import { Database } from '../database/index.js';
import {
  DescribesProblems,
  pageOf,
  PageQuery,
  problem,
  RateLimits,
  readCursor,
  ParseId,
  ParseWord,
  MayBeLeftOut,
  limitedStream,
  type LimitedStream,
} from '../web/index.js';
import { ExportsService } from './exports.service.js';
import { IMPORT_KINDS, type ImportKind, ImportFile } from './import.entity.js';
import { StagedRows } from './staged-rows.repository.js';
import { maySeeImport, mayUseFiles } from './import.policy.js';
import { ImportsService } from './imports.service.js';

class ImportQuery {
  @ApiProperty({ enum: IMPORT_KINDS }) @IsIn(IMPORT_KINDS) kind: ImportKind;
}

class RowQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Only the rows with faults' })
  @MayBeLeftOut()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  faulty?: boolean;
}

class CommitInput {
  @ApiPropertyOptional({ default: false, description: 'Leave the faulty rows out' })
  @MayBeLeftOut()
  @IsBoolean()
  goodRowsOnly: boolean = false;
}

class ImportView {
  @ApiProperty() id: string;
  @ApiProperty({ enum: IMPORT_KINDS }) kind: ImportKind;
  @ApiProperty() fileName: string;
  @ApiProperty({ enum: ['staging', 'staged', 'committed', 'discarded'] }) status: string;
  @ApiProperty() rows: number;
  @ApiProperty() faultyRows: number;
  @ApiProperty({ type: [String] }) warnings: string[];
  @ApiProperty({ type: 'object', nullable: true, additionalProperties: { type: 'integer' } })
  outcome: Record<string, number> | null;
}

class RowFaultView {
  @ApiProperty({ type: String, nullable: true }) column: string | null;
  @ApiProperty() found: string;
  @ApiProperty() wanted: string;
}

class ImportRowView {
  @ApiProperty() line: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) cells: Record<string, string>;
  @ApiProperty({ type: [RowFaultView] }) faults: RowFaultView[];
}

class ImportRowListView {
  @ApiProperty({ type: [ImportRowView] }) items: ImportRowView[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

/** A file on its way in, and everything on its way out. */
@ApiTags('imports')
@Allows('imports.review')
@Controller('api/v1')
export class ImportsController {
  constructor(
    @Inject(ImportsService) private readonly imports: ImportsService,
    @Inject(ExportsService) private readonly exports: ExportsService,
    @Inject(Database) private readonly database: Database,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(StagedRows) private readonly staged: StagedRows,
  ) {}

  @Post('imports')
  @Allows('imports.use')
  @ApiOperation({ summary: 'Stages a CSV file: every row is kept with its line and its faults' })
  @ApiConsumes('multipart/form-data', 'text/csv')
  @ApiBody({ schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } })
  @ApiCreatedResponse({ type: ImportView })
  @DescribesProblems(400, 413, 422)
  async stage(
    @By() actor: Actor,
    @Query() { kind }: ImportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportView> {
    sureOfKind(actor, kind, 'bring in');
    await this.limits.take(request, 'import-organisation', organisationOf(actor) ?? '');
    const { stream, fileName, isCut } = await fileOf(request, this.config.mostUploadBytes);
    const result = await this.imports.stageFile(kind, fileName, stream, actor);
    if (isCut()) {
      if (result.ok) await this.imports.discardFile(result.value.id);
      // What is left of it is not read: the connection goes with the answer.
      void reply.header('connection', 'close');
      throw problem(413, 'The file is too large. Split it into parts.');
    }
    if (!result.ok) {
      const { column, line } = result.refusal;
      throw problem(422, csvFaultText(result.refusal), {
        errors: [
          {
            field: column ? `line ${line}, ${column}` : `line ${line}`,
            message: csvFaultText(result.refusal),
          },
        ],
      });
    }
    return importView(result.value);
  }

  @Get('imports/:id')
  @ApiOperation({ summary: 'One import' })
  @ApiOkResponse({ type: ImportView })
  @DescribesProblems(404)
  async read(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<ImportView> {
    return importView(await this.find(id, actor));
  }

  @Get('imports/:id/rows')
  @ApiOperation({ summary: 'Staged rows in the order of the file' })
  @ApiOkResponse({ type: ImportRowListView })
  @DescribesProblems(400, 404)
  async rows(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() { faulty, limit, cursor }: RowQuery,
  ): Promise<ImportRowListView> {
    await this.find(id, actor);
    const [after] = readCursor(cursor, ['number']) ?? [0];
    const rows = await this.staged.page(id, { after: Number(after), limit: limit + 1, isFaulty: faulty });
    const page = pageOf(rows, limit, (row) => [row.line]);
    return {
      items: page.items.map(({ line, cells, faults }) => ({
        line,
        cells: { ...cells },
        faults: [...faults],
      })),
      next: page.next,
    };
  }

  @Post('imports/:id/commit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes the staged rows part of the data, once' })
  @ApiOkResponse({ type: ImportView })
  @DescribesProblems(404, 409, 422)
  async commit(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() { goodRowsOnly }: CommitInput,
  ): Promise<ImportView> {
    const result = await this.imports.commitFile(id, { goodRowsOnly }, actor);
    if (result.ok) return importView(result.value);
    const { refusal } = result;
    switch (refusal.kind) {
      case 'not-found':
        throw noImport();
      case 'discarded':
        throw problem(409, 'The import was discarded. Send the file again.');
      case 'has-faults':
        throw problem(
          409,
          `${refusal.faultyRows} rows have faults. Mend them, or ask for the good rows only with goodRowsOnly.`,
        );
      case 'row-faults':
        throw problem(422, 'Some rows could not be placed. Nothing was saved.', {
          errors: refusal.faults.map((fault) => ({
            field: `line ${fault.line}, ${fault.column}`,
            message: `found '${fault.found}', wanted ${fault.wanted}`,
          })),
        });
    }
  }

  @Delete('imports/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forgets a staged file' })
  @ApiNoContentResponse()
  @DescribesProblems(404, 409)
  async discard(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<void> {
    const file = await this.find(id, actor);
    if (!(await this.imports.discardFile(id))) {
      throw problem(409, `The import is ${file.status}, which does not allow this.`);
    }
  }

  @Get('exports/:kind')
  @Allows('imports.use')
  @ApiOperation({ summary: 'All of one kind that is yours as CSV, in the columns in which it came in' })
  @ApiParam({ name: 'kind', enum: IMPORT_KINDS })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  @DescribesProblems(400)
  csv(@By() actor: Actor, @Param('kind', new ParseWord(IMPORT_KINDS)) kind: ImportKind): StreamableFile {
    sureOfKind(actor, kind, 'take out');
    return new StreamableFile(Readable.from(this.exports.csv(kind, actor)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="${kind}.csv"`,
    });
  }

  private async find(id: string, actor: Actor): Promise<ImportFile> {
    const file = await this.database.reader.findOneBy(ImportFile, { id });
    if (!file || !maySeeImport(actor, file).isAllowed) throw noImport();
    return file;
  }
}

interface Upload extends LimitedStream {
  readonly fileName: string;
}

async function fileOf(request: FastifyRequest, mostBytes: number): Promise<Upload> {
  if (request.isMultipart()) {
    const file = await request.file();
    if (!file) throw problem(400, 'Please send a file in the field `file`.');
    return { stream: file.file, fileName: file.filename, isCut: () => file.file.truncated };
  }
  if (request.body instanceof Readable) {
    return { ...limitedStream(request.body, mostBytes), fileName: 'upload.csv' };
  }
  throw problem(400, 'Please send a CSV file, as text/csv or as the field `file` of a form.');
}

function importView(file: ImportFile): ImportView {
  const { id, kind, fileName, status, rows, faultyRows, warnings, outcome } = file;
  return { id, kind, fileName, status, rows, faultyRows, warnings, outcome };
}

function sureOfKind(actor: Actor, kind: ImportKind, verb: string): void {
  if (mayUseFiles(actor, kind).isAllowed) return;
  throw problem(403, `Your organisation does not ${verb} files of ${kind}.`);
}

function noImport() {
  return problem(404, 'There is no such import.');
}
