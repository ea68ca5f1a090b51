import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';

/** One field that cannot be taken as it is. `field` is a path such as `legs.0.postcode`. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** An error answer as RFC 9457 has it: `application/problem+json`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldFault[];
  /** States that could have been asked for instead, where a state table said no. */
  readonly allowed?: readonly string[];
  /** After how long it may be asked for again. */
  readonly retryAfterSeconds?: number;
  /** What to quote when asking about a failure of ours. */
  readonly reference?: string;
}

/** An expected refusal on its way to the caller. */
export class Problem extends HttpException {
  constructor(readonly document: ProblemDocument) {
    super(document.detail, document.status);
  }
}

/** Makes the refusal to throw from a controller: `throw problem(404, 'There is no such offer.')`. */
export function problem(
  status: number,
  detail: string,
  more: Pick<ProblemDocument, 'errors' | 'allowed' | 'reference' | 'retryAfterSeconds'> = {},
): Problem {
  return new Problem({
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...more,
  });
}
