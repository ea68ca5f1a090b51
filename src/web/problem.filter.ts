import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';
import { newId } from '../database/index.js';
import { isPage } from './is-page.js';
import { Problem, type ProblemDocument, problem } from './problem.js';

/** What a page of refusal says on top. */
const HEADINGS: Readonly<Record<number, string>> = {
  400: 'Something in the request is not right',
  401: 'Please sign in',
  403: 'You may not do this',
  404: 'There is no such page',
  409: 'This cannot be done now',
  429: 'Too many tries',
  500: 'Something went wrong',
  503: 'Something cannot be reached',
};

/** What the reader of forms with files says of a form that is not one; it gives no code. */
const BROKEN_FORM = /unexpected end of multipart data$|^Multipart: Boundary not found$|^Premature close$/i;

/**
 * Turns whatever was thrown into a problem document. Refusals say what was wrong; bugs and outages
 * say nothing of the inside but a reference, under which the log has the rest.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: PinoLogger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const document = this.documentFor(thrown, request);
    if (document.retryAfterSeconds) void reply.header('retry-after', document.retryAfterSeconds);
    if (isPage(request) && document.status === 401 && request.method === 'GET') {
      void reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
      return;
    }
    if (isPage(request) && /text\/html/.test(request.headers.accept ?? '')) {
      void reply.status(document.status).view('web/pages/problem/problem.njk', {
        pageHeading: HEADINGS[document.status] ?? 'Something is wrong',
        document,
      });
      return;
    }
    void reply.status(document.status).type('application/problem+json').send(JSON.stringify(document));
  }

  private documentFor(thrown: unknown, request: FastifyRequest): ProblemDocument {
    if (thrown instanceof Problem) return thrown.document;
    if (thrown instanceof HttpException && thrown.getStatus() < 500) {
      return problem(thrown.getStatus(), thrown.message).document;
    }
    // What Fastify and its plugins throw: a body too large, JSON that does not parse, an unknown type.
    const status = (thrown as { statusCode?: unknown }).statusCode;
    if (thrown instanceof Error && typeof status === 'number' && status >= 400 && status < 500) {
      return problem(status, thrown.message).document;
    }
    if (thrown instanceof Error && BROKEN_FORM.test(thrown.message)) {
      return problem(400, 'The form with the file is not whole, or its parts cannot be told apart.').document;
    }
    const reference = newId();
    this.logger.error({ reference, route: request.routeOptions?.url, err: thrown }, 'request failed');
    return problem(500, 'Something went wrong on our side. Nothing was saved.', { reference }).document;
  }
}
