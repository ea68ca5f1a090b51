import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldFault, problem } from './problem.js';

/** Checks every body and query against its class; what the class does not name is refused by name. */
export function inputCheck(): ValidationPipe {
  return new InputCheck({
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

/** Refuses first what no field may hold, before anything else looks at it. */
class InputCheck extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const fault = metadata.type === 'custom' ? undefined : neverRight(value, metadata.data ?? '', 0);
    if (fault) throw problem(400, `Please check ${fault.field}.`, { errors: [fault] });
    // Parts of a path have pipes of their own, which tell what they found.
    return metadata.type === 'param' ? value : super.transform(value, metadata);
  }
}

/** Deeper than anything that is asked for here, and no deeper than a stack can go. */
const MOST_LEVELS = 12;

/**
 * The first thing that is wrong with it wherever it stands: NUL characters, which PostgreSQL cannot keep, halves of
 * characters, which cannot be written as UTF-8, names that every object has, and nesting without end.
 */
function neverRight(value: unknown, field: string, level: number): FieldFault | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return { field, message: 'holds a NUL character, which no text may' };
    if (/\p{Surrogate}/u.test(value)) return { field, message: 'holds half of a character' };
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (level > MOST_LEVELS) return { field, message: `is nested deeper than ${MOST_LEVELS} levels` };
  for (const [key, inner] of Object.entries(value)) {
    const below = field ? `${field}.${key}` : key;
    if (key in Object.prototype) return { field: below, message: 'is not a field of this request' };
    const fault = neverRight(inner, below, level + 1);
    if (fault) return fault;
  }
  return undefined;
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
