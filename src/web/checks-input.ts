import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldFault, problem } from './problem.js';

/** Checks every body and query against its class; what the class does not name is refused by name. */
export function inputCheck(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    exceptionFactory: (errors) => {
      const faults = errors.flatMap((error) => faultsOf(error, ''));
      const fields = [...new Set(faults.map((fault) => fault.field))];
      return problem(400, `Please check ${fields.join(', ')}.`, { errors: faults });
    },
  });
}

const MOST_SHOWN_CHARACTERS = 60;

function faultsOf(error: ValidationError, above: string): FieldFault[] {
  const field = above ? `${above}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message:
      rule === 'whitelistValidation'
        ? 'is not a field of this request'
        : `${found(error.value)}${message.replace(new RegExp(`^${error.property} `), '')}`,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, field))];
}

function found(value: unknown): string {
  if (value === undefined) return 'is missing: ';
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
  return `found '${String(value).slice(0, MOST_SHOWN_CHARACTERS)}', `;
}
