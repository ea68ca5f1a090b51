import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { TRANSPORTS, type Transport } from '../shared/travel-time.js';
import { PageQuery, MayBeLeftOut } from '../web/index.js';
import { type Supervision, SUPERVISIONS } from './rules/supervision.js';

const MOST_LEGS = 6;
/** Largest number of a column that counts, on every database. */
const MOST_COUNT = 2_147_483_647;
const DAYS_A_WEEK = Array.from({ length: 14 }, (_, index) => (index + 1) / 2);
const DAY = { example: '2027-02-01' } as const;
const wantedDay = { message: 'wanted a day like 2027-02-28' } as const;
const IsDay = () => Matches(/^\d{4}-\d{2}-\d{2}$/, wantedDay);
/** A code of a list: no `|`, which separates them where they are kept. */
const IsCode = () =>
  Matches(/^[^|]{1,80}$/, { each: true, message: 'wanted texts of up to 80 characters without |' });

export class LegInput {
  @ApiProperty() @IsUUID() providerId: string;
  @ApiProperty() @IsUUID() siteId: string;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'Supervision pool that it draws on' })
  @IsOptional()
  @IsUUID()
  poolId?: string | null;
  @ApiProperty({ example: 2.5, description: 'Days a week there, a multiple of 0.5' })
  @IsIn(DAYS_A_WEEK, { message: 'wanted a multiple of 0.5 from 0.5 to 7' })
  daysPerWeek: number;
  @ApiPropertyOptional({ enum: ['in-person', 'remote'], default: 'in-person' })
  @MayBeLeftOut()
  @IsIn(['in-person', 'remote'])
  mode: 'in-person' | 'remote' = 'in-person';
  @ApiProperty({ example: 'care-home' }) @IsString() @Length(1, 80) setting: string;
}

export class OfferInput {
  @ApiProperty({ description: 'Your name for the offer, unique' })
  @IsString()
  @Length(1, 120)
  ref: string;
  @ApiProperty() @IsString() @Length(1, 200) title: string;
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(4000)
  summary?: string | null;
  @ApiProperty({ example: 'hybrid-la-nhs' }) @IsString() @Length(1, 40) model: string;
  @ApiProperty({ type: [String], example: ['occupational-therapist'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsCode()
  professions: string[];
  @ApiProperty({ type: [Number], example: [1, 2] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(9)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(9, { each: true })
  years: number[];
  @ApiProperty(DAY) @IsDay() startsOn: string;
  @ApiProperty({ example: '2027-03-12' }) @IsDay() endsOn: string;
  @ApiProperty() @IsInt() @Min(0) @Max(10_000) places: number;
  @ApiPropertyOptional({ default: 1, description: 'Takes so many learners at least, or nobody' })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(10_000)
  minGroup: number = 1;
  @ApiPropertyOptional({ type: [String], description: 'Checks that a learner must hold' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @IsCode()
  requires: string[] = [];
  @ApiPropertyOptional({ default: false }) @MayBeLeftOut() @IsBoolean() isDriverNeeded: boolean = false;
  @ApiPropertyOptional({ type: [String] })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @IsCode()
  accessFeatures: string[] = [];
  @ApiPropertyOptional({ type: [String], description: 'Names of HEIs that it is kept for' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @IsCode()
  reservedFor: string[] = [];
  @ApiPropertyOptional({
    ...DAY,
    type: String,
    nullable: true,
    description: 'First day on which others may have it',
  })
  @IsOptional()
  @IsDay()
  releaseOn?: string | null;
  @ApiPropertyOptional({ type: [String], description: 'Care Certificate standards' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @IsCode()
  standards: string[] = [];
  @ApiPropertyOptional({ type: [String] })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(10)
  @IsCode()
  pillars: string[] = [];
  @ApiPropertyOptional({
    enum: SUPERVISIONS,
    default: '',
    description: 'Who supervises; where `wanted` is said, matching waits until somebody is found',
  })
  @MayBeLeftOut()
  @IsIn(SUPERVISIONS)
  supervision: Supervision = '';
  @ApiProperty({ type: [LegInput] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LEGS)
  @ValidateNested({ each: true })
  @Type(() => LegInput)
  legs: LegInput[];
}

export class OfferEdit extends OfferInput {
  @ApiProperty({ description: 'The version that the edit was made from' })
  @IsInt()
  @Min(1)
  @Max(MOST_COUNT)
  version: number;
}

/** `?profession=a&profession=b` and `?profession=a` alike. */
const AsList = () =>
  Transform(({ value }: { value: unknown }) =>
    value === undefined || Array.isArray(value) ? (value as unknown) : [value],
  );
const IsCodeList = () => (target: object, property: string) => {
  AsList()(target, property);
  IsOptional()(target, property);
  IsArray()(target, property);
  ArrayMaxSize(30)(target, property);
  IsCode()(target, property);
};
const Flag = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));
const CODES: { type: [StringConstructor] } = { type: [String] };

export class OfferQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Words of the offer, its provider or site' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  q?: string;
  @ApiPropertyOptional(CODES) @IsCodeList() profession?: string[];
  @ApiPropertyOptional(CODES) @IsCodeList() year?: string[];
  @ApiPropertyOptional(CODES) @IsCodeList() providerType?: string[];
  @ApiPropertyOptional(CODES) @IsCodeList() model?: string[];
  @ApiPropertyOptional({ ...CODES, description: 'ODS codes of NHS regions' }) @IsCodeList() region?: string[];
  @ApiPropertyOptional({ ...CODES, description: 'ODS codes of ICBs' }) @IsCodeList() icb?: string[];
  @ApiPropertyOptional({ ...CODES, description: 'ONS codes of authorities' })
  @IsCodeList()
  authority?: string[];
  @ApiPropertyOptional({ ...CODES, description: 'Care Certificate standards' })
  @IsCodeList()
  standard?: string[];
  @ApiPropertyOptional({ ...CODES, description: '`wanted`: a supervisor is looked for' })
  @IsCodeList()
  supervision?: string[];
  @ApiPropertyOptional({ ...DAY, description: 'Runs on or after' }) @MayBeLeftOut() @IsDay() from?: string;
  @ApiPropertyOptional({ ...DAY, description: 'Runs on or before' }) @MayBeLeftOut() @IsDay() to?: string;
  @ApiPropertyOptional() @MayBeLeftOut() @Flag() @IsBoolean() hasFreePlaces?: boolean;
  @ApiPropertyOptional({ description: 'A postcode, or its first half, to search around' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(10)
  near?: string;
  @ApiPropertyOptional() @MayBeLeftOut() @Type(() => Number) @IsNumber() @Min(1) @Max(1000) withinKm?: number;
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(600)
  withinMinutes?: number;
  @ApiPropertyOptional({ enum: TRANSPORTS, default: 'public' })
  @MayBeLeftOut()
  @IsIn(TRANSPORTS)
  transport: Transport = 'public';
  @ApiPropertyOptional({ enum: ['newest', 'distance', 'relevance'] })
  @MayBeLeftOut()
  @IsIn(['newest', 'distance', 'relevance'])
  sort?: 'newest' | 'distance' | 'relevance';
  @ApiPropertyOptional({ description: 'Count the offers behind each choice' })
  @MayBeLeftOut()
  @Flag()
  @IsBoolean()
  facets?: boolean;
}
