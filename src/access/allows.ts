import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor, Member } from './decisions.js';
import type { Permission } from './permissions.js';
import type { Viewer } from './viewer.js';

export const ROUTE_ACCESS = 'fairplace:route-access';

/** Who gets past the door of a route; its policy and scope then say to which records. */
export type RouteAccess =
  | { readonly to: 'anyone' }
  | { readonly to: 'signed-in' }
  | { readonly to: 'permitted'; readonly permission: Permission };

/** A route that needs no sign-in. */
export const AllowsAnyone = () => SetMetadata<string, RouteAccess>(ROUTE_ACCESS, { to: 'anyone' });

/** A route about the person alone who is signed in, whomever they act for. */
export const AllowsSignedIn = () => SetMetadata<string, RouteAccess>(ROUTE_ACCESS, { to: 'signed-in' });

/** A route for members whose roles have the permission. */
export const Allows = (permission: Permission) =>
  SetMetadata<string, RouteAccess>(ROUTE_ACCESS, { to: 'permitted', permission });

/** The member who asks, on a route with {@link Allows}. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const member = viewerOf(context)?.member;
  if (!member) throw new Error('A route that wants to know its actor lets in visitors');
  return member;
});

/** The member who asks, on a route that visitors may use too. */
export const MaybeBy = createParamDecorator(
  (_: unknown, context: ExecutionContext): Member | null => viewerOf(context)?.member ?? null,
);

/** The person who is signed in, on a route with {@link AllowsSignedIn}. */
export const SignedIn = createParamDecorator(
  (_: unknown, context: ExecutionContext): { personId: string; sessionId: string } => {
    const viewer = viewerOf(context);
    if (!viewer?.person || !viewer.session) throw new Error('A route about a person lets in visitors');
    return { personId: viewer.person.id, sessionId: viewer.session.id };
  },
);

function viewerOf(context: ExecutionContext): Viewer | undefined {
  return context.switchToHttp().getRequest<FastifyRequest>().viewer;
}
