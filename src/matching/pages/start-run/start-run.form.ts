import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsNotEmpty, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { MayBeLeftOut } from '../../../web/index.js';

const MOST_REFERENCES = 500;
const weight = { message: 'Enter a whole number from 0 to 10' };
const minutes = { message: 'Enter a whole number of minutes from 5 to 300' };
const seconds = { message: 'Enter a whole number of seconds from 1 to 600' };

function asList({ value }: { readonly value: unknown }): unknown {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** How a run is asked for in a page. */
export class StartRunForm {
  @MaxLength(200, { message: 'Enter a name of at most 200 characters' })
  @IsNotEmpty({ message: 'Give it a name, so that you know it again' })
  label: string;

  @Transform(asList)
  @IsUUID(undefined, { each: true, message: 'Choose blocks of the list' })
  @ArrayMaxSize(5_000)
  blockIds: string[] = [];

  @Type(() => Number) @Max(10, weight) @Min(0, weight) @IsInt(weight) travel: number;
  @Type(() => Number) @Max(10, weight) @Min(0, weight) @IsInt(weight) preference: number;
  @Type(() => Number) @Max(10, weight) @Min(0, weight) @IsInt(weight) variety: number;

  @MayBeLeftOut() @IsIn(['none', 'max-min']) fairness?: 'none' | 'max-min';

  @Type(() => Number) @Max(300, minutes) @Min(5, minutes) @IsInt(minutes) defaultMaxTravelMinutes: number;
  @Type(() => Number) @Max(600, seconds) @Min(1, seconds) @IsInt(seconds) maxSeconds: number;

  @MayBeLeftOut() @IsIn(['yes']) forbidRepeatProvider?: 'yes';

  @MayBeLeftOut()
  @MaxLength(30_000, { message: 'Enter fewer references' })
  withoutOffers?: string;

  /** The run that this one goes on from, with its pairs. */
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  @MayBeLeftOut()
  @IsUUID()
  from?: string;

  /** Made with the form, so that sending it twice starts one run. */
  @Matches(/^[\w-]{1,60}$/) key: string;
}

/** References of offers as people write them down: one on a line, or with commas between. Each once. */
export function referencesIn(text: string | undefined): string[] {
  const found = (text ?? '').split(/[\n,;]+/).map((each) => each.trim());
  return [...new Set(found.filter((each) => each !== ''))].slice(0, MOST_REFERENCES);
}
