import { Body, Controller, Get, Inject, Param, ParseUUIDPipe, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import { Allows } from '../access/index.js';
import { Database, join, sql } from '../database/index.js';
import { recordEvent } from '../identity/index.js';
import { DescribesProblems, pageOf, PageQuery, problem, readCursor } from '../web/index.js';
import { Hei } from './hei.entity.js';

const MAYBE = { type: String, nullable: true } as const;

class HeiView {
  @ApiProperty() id: string;
  @ApiProperty() name: string;
  @ApiProperty(MAYBE) ukprn: string | null;
  @ApiProperty(MAYBE) contactEmail: string | null;
}

class HeiListView {
  @ApiProperty({ type: [HeiView] }) items: HeiView[];
}

class HeiChanges {
  @ApiPropertyOptional({ ...MAYBE, description: "Address of the HEI's placement team" })
  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  contactEmail?: string | null;
  @ApiPropertyOptional(MAYBE)
  @IsOptional()
  @Matches(/^1\d{7}$/, { message: 'wanted a UKPRN: 8 digits that start with 1' })
  ukprn?: string | null;
}

class BlockView {
  @ApiProperty() id: string;
  @ApiProperty() heiId: string;
  @ApiProperty() heiName: string;
  @ApiProperty() profession: string;
  @ApiProperty() year: number;
  @ApiProperty() startsOn: string;
  @ApiProperty() endsOn: string;
  @ApiProperty() daysPerWeek: number;
  @ApiProperty({ description: 'Students who need a place in it' }) requests: number;
}

class BlockListView {
  @ApiProperty({ type: [BlockView] }) items: BlockView[];
}

class StudentQuery extends PageQuery {
  @ApiPropertyOptional() @IsOptional() @IsUUID() heiId?: string;
  @ApiPropertyOptional() @IsOptional() @IsUUID() blockId?: string;
}

class StudentView {
  @ApiProperty() requestId: string;
  @ApiProperty() studentId: string;
  @ApiProperty() ref: string;
  @ApiProperty() heiId: string;
  @ApiProperty() blockId: string;
  @ApiProperty() profession: string;
  @ApiProperty() year: number;
  @ApiProperty({ description: 'First half of the home postcode' }) district: string;
}

class StudentListView {
  @ApiProperty({ type: [StudentView] }) items: StudentView[];
  @ApiProperty(MAYBE) next: string | null;
}

@ApiTags('cohorts')
@Controller('api/v1')
export class CohortsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get('heis')
  @Allows('cohorts.read')
  @ApiOperation({ summary: 'HEIs that bring students' })
  @ApiOkResponse({ type: HeiListView })
  async heis(): Promise<HeiListView> {
    const heis = await this.database.reader.find(Hei, { order: { nameKey: 'ASC' } });
    return { items: heis.map(heiView) };
  }

  @Patch('heis/:id')
  @Allows('cohorts.edit')
  @ApiOperation({ summary: 'Says where mails to an HEI go' })
  @ApiOkResponse({ type: HeiView })
  @DescribesProblems(400, 404)
  async changeHei(@Param('id', ParseUUIDPipe) id: string, @Body() changes: HeiChanges): Promise<HeiView> {
    return this.database.inTransaction(async (manager) => {
      const hei = await manager.findOneBy(Hei, { id });
      if (!hei) throw problem(404, 'There is no such HEI.');
      const told = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const changed: Hei = { ...hei, ...told };
      await manager.update(Hei, { id }, changed);
      await recordEvent(manager, {
        type: 'hei-changed',
        actor: 'operator',
        subjectType: 'hei',
        subjectId: id,
      });
      return heiView(changed);
    });
  }

  @Get('blocks')
  @Allows('cohorts.read')
  @ApiOperation({ summary: 'Blocks, soonest first, with how many students need a place in each' })
  @ApiOkResponse({ type: BlockListView })
  async blocks(): Promise<BlockListView> {
    const rows = await this.database.rows<BlockView & { halfDays: number }>(
      sql`SELECT b.id AS "id", h.id AS "heiId", h.name AS "heiName", p.profession AS "profession",
                 c.year AS "year", b.starts_on AS "startsOn", b.ends_on AS "endsOn",
                 b.half_days_per_week AS "halfDays", count(q.id) AS "requests"
            FROM block b
            JOIN cohort c ON c.id = b.cohort_id
            JOIN programme p ON p.id = c.programme_id
            JOIN hei h ON h.id = p.hei_id
            LEFT JOIN placement_request q ON q.block_id = b.id
           GROUP BY b.id, h.id, h.name, p.profession, c.year, b.starts_on, b.ends_on, b.half_days_per_week
           ORDER BY b.starts_on, h.name, p.profession, c.year, b.id`,
    );
    return {
      items: rows.map(({ halfDays, requests, ...row }) => ({
        ...row,
        daysPerWeek: halfDays / 2,
        requests: Number(requests),
      })),
    };
  }

  @Get('students')
  @Allows('cohorts.read')
  @ApiOperation({ summary: 'Students by request, without names or addresses' })
  @ApiOkResponse({ type: StudentListView })
  @DescribesProblems(400)
  async students(@Query() { heiId, blockId, limit, cursor }: StudentQuery): Promise<StudentListView> {
    const [after] = readCursor(cursor, ['string']) ?? [''];
    const conditions = [sql`q.id > ${after ?? ''}`];
    if (heiId) conditions.push(sql`s.hei_id = ${heiId}`);
    if (blockId) conditions.push(sql`q.block_id = ${blockId}`);
    const rows = await this.database.rows<StudentView>(
      sql`SELECT q.id AS "requestId", s.id AS "studentId", s.ref AS "ref", s.hei_id AS "heiId",
                 q.block_id AS "blockId", p.profession AS "profession", c.year AS "year", s.district AS "district"
            FROM placement_request q
            JOIN student s ON s.id = q.student_id
            JOIN cohort c ON c.id = s.cohort_id
            JOIN programme p ON p.id = c.programme_id
           WHERE ${join(conditions, ' AND ')} ORDER BY q.id LIMIT ${limit + 1}`,
    );
    return pageOf(rows, limit, (row) => [row.requestId]);
  }
}

function heiView({ id, name, ukprn, contactEmail }: Hei): HeiView {
  return { id, name, ukprn, contactEmail };
}
