import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { ROUTE_ACCESS, type RouteAccess } from './allows.js';

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess;
}

/** Reads every route off the controllers. The app does not start while one does not say who may use it. */
@Injectable()
export class RouteCatalogue implements OnModuleInit {
  private found: readonly Route[] = [];

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  /** All routes, by path and then by method. */
  get routes(): readonly Route[] {
    return this.found;
  }

  onModuleInit(): void {
    const silent: string[] = [];
    const routes: Route[] = [];
    for (const { instance, metatype } of this.discovery.getControllers()) {
      if (!instance || !metatype) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, (...args: unknown[]) => unknown>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name];
        if (!handler) continue;
        const path = this.reflector.get<string | undefined>(PATH_METADATA, handler);
        const method = this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
        if (path === undefined || method === undefined) continue;
        const base = this.reflector.get<string>(PATH_METADATA, metatype);
        const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
          handler,
          metatype,
        ]);
        if (access) routes.push({ method: RequestMethod[method], path: joined(base, path), access });
        else silent.push(`${metatype.name}.${name}`);
      }
    }
    if (silent.length > 0) throw new Error(`These routes do not say who may use them: ${silent.join(', ')}`);
    this.found = routes.sort((a, b) =>
      a.path === b.path ? (a.method < b.method ? -1 : 1) : a.path < b.path ? -1 : 1,
    );
  }
}

function joined(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;
}
