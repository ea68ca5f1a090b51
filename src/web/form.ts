import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { FieldFault } from './problem.js';

/** What a person typed into a form, checked: the values, or the faults beside what was typed. */
export type Filled<Form> =
  | { readonly isRight: true; readonly form: Form }
  | {
      readonly isRight: false;
      readonly typed: Readonly<Record<string, unknown>>;
      readonly faults: readonly FieldFault[];
    };

/**
 * Checks a form against its class. Each field's first broken rule gives the fault, in the words that the class has for it.
 * Fields that the class does not name are left out.
 */
export async function checkForm<Form extends object>(
  shape: new () => Form,
  body: unknown,
): Promise<Filled<Form>> {
  const typed = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const form = plainToInstance(shape, typed, { exposeDefaultValues: true });
  const errors = await validate(form, { whitelist: true, forbidUnknownValues: true });
  if (errors.length === 0) return { isRight: true, form };
  const faults = errors.map(({ property, constraints, children }) => ({
    field: property,
    message: firstWords(constraints) ?? firstWords(children?.[0]?.constraints) ?? 'Check this answer',
  }));
  return { isRight: false, typed, faults };
}

/** Class-validator gives the rules from the last to the first. */
function firstWords(constraints: Readonly<Record<string, string>> | undefined): string | undefined {
  return Object.values(constraints ?? {}).at(-1);
}

/** Faults as templates look them up: by field, in the design system's shape; and the summary on top. */
export function faultsInPage(faults: readonly FieldFault[]) {
  return {
    errors: Object.fromEntries(faults.map(({ field, message }) => [field, { text: message }])),
    errorList: faults.map(({ field, message }) => ({ text: message, href: `#${field}` })),
  };
}
