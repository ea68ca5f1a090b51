import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { problem } from './problem.js';

const MOST_SHOWN_CHARACTERS = 60;
const MOST_DIGITS = 9;

/** A part of a path that is an id of ours. @throws Problem 400 that names the part */
@Injectable()
export class ParseId implements PipeTransform<string, string> {
  transform(value: string, { data = 'id' }: ArgumentMetadata): string {
    // Ids are kept in small letters, and compared as texts.
    if (isUUID(value)) return value.toLowerCase();
    throw refusal(data, value, 'an id such as 01a2033b-0000-4000-8000-000000000000');
  }
}

/** A part of a path that counts something. @throws Problem 400 that names the part */
@Injectable()
export class ParseCount implements PipeTransform<string, number> {
  transform(value: string, { data = 'number' }: ArgumentMetadata): number {
    if (/^\d+$/.test(value) && value.length <= MOST_DIGITS) return Number(value);
    throw refusal(data, value, 'a whole number');
  }
}

/** A part of a path that is one of a few words. @throws Problem 400 that names the part */
export class ParseWord<Word extends string> implements PipeTransform<string, Word> {
  constructor(private readonly words: readonly Word[]) {}

  transform(value: string, { data = 'word' }: ArgumentMetadata): Word {
    const word = this.words.find((each) => each === value);
    if (word !== undefined) return word;
    throw refusal(data, value, `one of ${this.words.join(', ')}`);
  }
}

function refusal(field: string, found: string, wanted: string) {
  const message = `found '${found.slice(0, MOST_SHOWN_CHARACTERS)}', wanted ${wanted}`;
  return problem(400, `Please check ${field}.`, { errors: [{ field, message }] });
}
