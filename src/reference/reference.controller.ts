import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsISO8601 } from 'class-validator';
import { AllowsAnyone } from '../access/index.js';
import { Database } from '../database/index.js';
import { AdassRegion, Icb, isInForce, LocalAuthority, NhsRegion } from '../geography/index.js';
import { DescribesProblems, MayBeLeftOut } from '../web/index.js';
import { HeiRegisterEntry } from './hei-register-entry.entity.js';
import { PlacementModel } from './placement-model.entity.js';
import { Profession } from './profession.entity.js';

class OnQuery {
  @ApiPropertyOptional({
    description: 'The day that is asked about; today when left out',
    example: '2026-04-01',
  })
  @MayBeLeftOut()
  @IsISO8601({ strict: true })
  on?: string;
}

class ReferenceListView {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  items: object[];
}

/** What does not change from day to day. Nothing here is anybody's in particular. */
@ApiTags('reference')
@AllowsAnyone()
@Controller('api/v1/reference')
export class ReferenceController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get('professions')
  @ApiOperation({ summary: 'Allied health professions, with practice hours where they are known' })
  @ApiOkResponse({ type: ReferenceListView })
  async professions(): Promise<{ items: Profession[] }> {
    return { items: await this.database.reader.find(Profession, { order: { code: 'ASC' } }) };
  }

  @Get('placement-models')
  @ApiOperation({ summary: 'Models of placement' })
  @ApiOkResponse({ type: ReferenceListView })
  async placementModels(): Promise<{ items: PlacementModel[] }> {
    return { items: await this.database.reader.find(PlacementModel, { order: { code: 'ASC' } }) };
  }

  @Get('heis')
  @ApiOperation({ summary: 'Higher education institutions of England, by UKPRN' })
  @ApiOkResponse({ type: ReferenceListView })
  async heis(): Promise<{ items: HeiRegisterEntry[] }> {
    return { items: await this.database.reader.find(HeiRegisterEntry, { order: { ukprn: 'ASC' } }) };
  }

  @Get('nhs-regions')
  @ApiOperation({ summary: 'NHS regions' })
  @ApiOkResponse({ type: ReferenceListView })
  async nhsRegions(): Promise<{ items: NhsRegion[] }> {
    return { items: await this.database.reader.find(NhsRegion, { order: { code: 'ASC' } }) };
  }

  @Get('adass-regions')
  @ApiOperation({ summary: 'Regions of the Association of Directors of Adult Social Services' })
  @ApiOkResponse({ type: ReferenceListView })
  async adassRegions(): Promise<{ items: AdassRegion[] }> {
    return { items: await this.database.reader.find(AdassRegion, { order: { code: 'ASC' } }) };
  }

  @Get('icbs')
  @ApiOperation({ summary: 'Integrated care boards that there were on a day' })
  @ApiOkResponse({ type: ReferenceListView })
  @DescribesProblems(400)
  async icbs(@Query() { on }: OnQuery): Promise<{ items: Icb[] }> {
    const items = await this.database.reader.find(Icb, { order: { code: 'ASC' } });
    return { items: items.filter((icb) => isInForce(icb, day(on))) };
  }

  @Get('local-authorities')
  @ApiOperation({ summary: 'Councils with adult social care duties that there were on a day' })
  @ApiOkResponse({ type: ReferenceListView })
  @DescribesProblems(400)
  async localAuthorities(@Query() { on }: OnQuery): Promise<{ items: LocalAuthority[] }> {
    const items = await this.database.reader.find(LocalAuthority, { order: { code: 'ASC' } });
    return { items: items.filter((authority) => isInForce(authority, day(on))) };
  }
}

function day(on: string | undefined): string {
  return (on ?? new Date().toISOString()).slice(0, 10);
}
