import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ROUTE_ACCESS, type RouteAccess } from './allows.js';
import { mayUse } from './decisions.js';
import { PERMISSIONS } from './permissions.js';
import { TurnedAway } from './refusal.js';
import './viewer.js';

/** Lets nobody through who is not named: a route without a word on access is refused to all. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!access)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} does not say who may use it`);
    if (access.to === 'anyone') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { viewer } = request;
    if (!viewer) throw new TurnedAway(401, 'Please sign in, or send an API token.');
    if (access.to === 'signed-in') {
      if (!viewer.person) throw new TurnedAway(403, 'This is for people who are signed in, not for tokens.');
      return true;
    }
    const { permission } = access;
    const { words } = PERMISSIONS[permission];
    if (!viewer.member) {
      throw new TurnedAway(
        403,
        `You act for no organisation, so you may not ${words}. Choose one on your account page.`,
      );
    }
    const decision = mayUse(viewer.member, permission);
    if (decision.isAllowed) return true;
    throw new TurnedAway(
      403,
      decision.reason === 'scope'
        ? `This token was not made to ${words}.`
        : `Your role does not allow you to ${words}.`,
    );
  }
}
