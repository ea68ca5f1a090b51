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

/** Refuses NUL characters first: PostgreSQL cannot keep them, and nobody types them. */
class InputCheck extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const field = metadata.type === 'custom' ? undefined : nulField(value, metadata.data ?? '');
    if (field !== undefined) {
      const message = 'holds a NUL character, which no text may';
      throw problem(400, `Please check ${field}.`, { errors: [{ field, message }] });
    }
    return super.transform(value, metadata);
  }
}

function nulField(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = nulField(inner, path ? `${path}.${key}` : key);
    if (found !== undefined) return found;
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
