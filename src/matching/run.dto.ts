import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { defaultPolicy } from '../exchange/index.js';
import { dayNumber } from '../shared/days.js';
import { PageQuery, problem, MayBeLeftOut } from '../web/index.js';
import type { Policy } from './engine/types.js';
import type { RunScope } from './rules/run-scope.js';

const MOST_WEIGHT = 1_000;

class WeightsInput {
  @ApiPropertyOptional({ default: 1 }) @MayBeLeftOut() @IsInt() @Min(0) @Max(MOST_WEIGHT) travel?: number;
  @ApiPropertyOptional({ default: 1 }) @MayBeLeftOut() @IsInt() @Min(0) @Max(MOST_WEIGHT) preference?: number;
  @ApiPropertyOptional({ default: 1 }) @MayBeLeftOut() @IsInt() @Min(0) @Max(MOST_WEIGHT) variety?: number;
}

class PairInput {
  @ApiProperty() @IsUUID() requestId: string;
  @ApiProperty() @IsUUID() offerId: string;
}

class EntitlementWeightInput {
  @ApiProperty() @IsUUID() heiId: string;
  @ApiPropertyOptional({
    description: 'Code of a profession; left out, all that have no weight of their own',
  })
  @MayBeLeftOut()
  @IsString()
  @Length(1, 100)
  profession?: string;
  @ApiProperty({ description: 'What each request counts for; 1 without a weight' })
  @IsInt()
  @Min(1)
  @Max(MOST_WEIGHT)
  weight: number;
}

class PolicyInput {
  @ApiPropertyOptional({ description: 'The day by which reservations are judged; today when left out' })
  @MayBeLeftOut()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'wanted a day like 2027-02-28' })
  asOf?: string;
  @ApiPropertyOptional({ type: WeightsInput })
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => WeightsInput)
  weights?: WeightsInput;
  @ApiPropertyOptional({ enum: ['none', 'max-min'], default: 'none' })
  @MayBeLeftOut()
  @IsIn(['none', 'max-min'])
  fairness?: 'none' | 'max-min';
  @ApiPropertyOptional({ type: [EntitlementWeightInput], description: 'Of requests, by HEI and profession' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(5_000)
  @ValidateNested({ each: true })
  @Type(() => EntitlementWeightInput)
  entitlementWeights?: EntitlementWeightInput[];
  @ApiPropertyOptional({ default: 90 })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(1_440)
  defaultMaxTravelMinutes?: number;
  @ApiPropertyOptional({ default: 60 }) @MayBeLeftOut() @IsInt() @Min(1) @Max(3_600) maxSeconds?: number;
  @ApiPropertyOptional({ default: false }) @MayBeLeftOut() @IsBoolean() forbidRepeatProvider?: boolean;
  @ApiPropertyOptional({ type: [PairInput] })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(10_000)
  @ValidateNested({ each: true })
  @Type(() => PairInput)
  pinned?: PairInput[];
  @ApiPropertyOptional({ type: [PairInput] })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(10_000)
  @ValidateNested({ each: true })
  @Type(() => PairInput)
  forbidden?: PairInput[];
}

export class RunInput {
  @ApiPropertyOptional({ default: 'Run', description: 'A name to know it by' })
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  label: string = 'Run';
  @ApiPropertyOptional({ type: [String], description: 'Blocks; left out, all that start from the day on' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(5_000)
  @IsUUID(undefined, { each: true })
  blockIds: string[] = [];
  @ApiPropertyOptional({ type: [String], description: 'HEIs; left out, all' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(500)
  @IsUUID(undefined, { each: true })
  heiIds: string[] = [];
  @ApiPropertyOptional({ type: [String], description: 'Offers that the run is to do without' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(500)
  @IsUUID(undefined, { each: true })
  withoutOfferIds?: string[];
  @ApiPropertyOptional({ type: PolicyInput })
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => PolicyInput)
  policy?: PolicyInput;
}

export class ProposalQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ['placed', 'unplaced'] })
  @MayBeLeftOut()
  @IsIn(['placed', 'unplaced'])
  status?: 'placed' | 'unplaced';
}

/**
 * The scope that was asked for, with every default filled in, so that it says the same tomorrow.
 *
 * @throws Problem 400 when the day is none
 */
export function runScopeOf(
  { blockIds, heiIds, withoutOfferIds = [], policy = {} }: RunInput,
  today: string,
): RunScope {
  const asOf = dayNumber(policy.asOf ?? today);
  if (asOf === undefined) {
    throw problem(400, 'Please check policy.asOf.', {
      errors: [{ field: 'policy.asOf', message: `found '${policy.asOf}', wanted a day like 2027-02-28` }],
    });
  }
  const { pinned, forbidden, weights, entitlementWeights, asOf: _day, ...told } = policy;
  const defaults = defaultPolicy(asOf);
  const pairs = (list: PairInput[] | undefined) =>
    (list ?? []).map(({ requestId, offerId }) => ({ request: requestId, offer: offerId }));
  const whole: Policy = {
    ...defaults,
    ...onlyTold(told),
    asOf,
    weights: { ...defaults.weights, ...onlyTold(weights ?? {}) },
    // By id until the run is gathered, as pairs are.
    entitlementWeights: (entitlementWeights ?? []).map(({ heiId, profession, weight }) => ({
      hei: heiId,
      profession: profession ?? null,
      weight,
    })),
    pinned: pairs(pinned),
    forbidden: pairs(forbidden),
  };
  return {
    blockIds: [...blockIds].sort(),
    heiIds: [...heiIds].sort(),
    ...(withoutOfferIds.length > 0 ? { withoutOfferIds: [...withoutOfferIds].sort() } : {}),
    policy: whole,
  };
}

function onlyTold<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
