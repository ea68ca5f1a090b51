import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { PageQuery, MayBeLeftOut } from '../web/index.js';
import { PROVIDER_TYPES } from './rules/provider-types.js';

const PROVIDER_TYPE_CODES = PROVIDER_TYPES.map((type) => type.code);

export class ProviderInput {
  @ApiProperty() @IsString() @Length(1, 200) name: string;
  @ApiProperty({ enum: PROVIDER_TYPE_CODES }) @IsIn(PROVIDER_TYPE_CODES) type: string;
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  cqcProviderId?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) @IsOptional() @IsString() @MaxLength(12) odsCode?:
    string | null;
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(12)
  charityNumber?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(8)
  companyNumber?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) @IsOptional() @IsString() @MaxLength(6) urn?:
    string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) @IsOptional() @IsString() @MaxLength(8) ukprn?:
    string | null;
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  contactName?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  contactEmail?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) @MayBeLeftOut() @IsString() @MaxLength(4000) about?:
    string | null;
}

export class ProviderChanges extends PartialType(ProviderInput) {}

export class ProviderQuery extends PageQuery {
  @ApiPropertyOptional({ enum: PROVIDER_TYPE_CODES })
  @MayBeLeftOut()
  @IsIn(PROVIDER_TYPE_CODES)
  type?: string;
  @ApiPropertyOptional({ description: 'How the name begins' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  name?: string;
}

export class SiteInput {
  @ApiProperty() @IsString() @Length(1, 200) name: string;
  @ApiProperty({ example: 'OX4 1AB' }) @IsString() @Length(2, 10) postcode: string;
  @ApiPropertyOptional({ type: String, nullable: true }) @IsOptional() @IsString() @MaxLength(400) address?:
    string | null;
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  cqcLocationId?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(12)
  odsSiteCode?: string | null;
}

export class EducatorInput {
  @ApiProperty() @IsString() @Length(1, 200) name: string;
  @ApiPropertyOptional({ type: String, nullable: true }) @MayBeLeftOut() @IsEmail() @MaxLength(254) email?:
    string | null;
  @ApiProperty({ example: 'occupational-therapist' }) @IsString() @Length(1, 60) profession: string;
  @ApiProperty({ example: 'OT12345' }) @IsString() @Length(1, 20) registrationNumber: string;
  @ApiPropertyOptional({ default: false, description: 'Off site, shared between sites' })
  @MayBeLeftOut()
  @IsBoolean()
  isLongArm: boolean = false;
}

export class PoolInput {
  @ApiProperty({ description: 'The name that offers and files use for it' })
  @IsString()
  @Length(1, 120)
  ref: string;
  @ApiPropertyOptional({ type: String, nullable: true }) @IsOptional() @IsUUID() educatorId?: string | null;
  @ApiProperty({ description: 'In half-days: 2.5 days is 5', minimum: 0 })
  @IsInt()
  @Min(0)
  @Max(20_000)
  learnerHalfDaysPerWeek: number;
}

export class CapInput {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'One site; left out, the whole provider',
  })
  @IsOptional()
  @IsUUID()
  siteId?: string | null;
  @ApiProperty({ minimum: 0 }) @IsInt() @Min(0) @Max(100_000) maxLearners: number;
}

export class DirectoryQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'How the name begins' })
  @MayBeLeftOut()
  @IsString()
  @Length(2, 200)
  name?: string;
  @ApiPropertyOptional({ description: 'A postcode or its first half' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(10)
  postcode?: string;
}
