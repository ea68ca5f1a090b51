import { ValidateIf } from 'class-validator';

/** A field that may be missing, but not `null`: what it stands for has no word for nothing. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
