import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';
import { newId } from '../database/index.js';
import { Problem, type ProblemDocument, problem } from './problem.js';

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
    const document = this.documentFor(thrown, http.getRequest<FastifyRequest>());
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
    const reference = newId();
    this.logger.error({ reference, route: request.routeOptions?.url, err: thrown }, 'request failed');
    return problem(500, 'Something went wrong on our side. Nothing was saved.', { reference }).document;
  }
}
