import type { FastifyRequest } from 'fastify';

/** Whether a request is for a page, which people see, rather than the API, which programs call. */
export function isPage({ url }: Pick<FastifyRequest, 'url'>): boolean {
  return !/^\/(api|health)(\/|$|\?)/.test(url);
}
