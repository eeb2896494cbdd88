import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { type Logger } from '@kochava-stream/observability';
import { accessControllers, type AccessParts } from './access/slice.ts';
import { AuditInterceptor } from './audit/audit.interceptor.ts';
import { AccessGuard } from './auth/access.guard.ts';
import { everyRouteDeclared } from './auth/declared-routes.ts';
import { identifyBy } from './auth/identify.ts';
import { alertControllers } from './alerts/slice.ts';
import { deliveryControllers } from './delivery/slice.ts';
import { CountsController } from './http/counts.controller.ts';
import { OpenApi, OpenApiController } from './http/openapi.controller.ts';
import { operatorControllers } from './operators.ts';
import { ProjectsController } from './projects/projects.controller.ts';
import { DATABASE, type Database } from './store/database.ts';
import { Projects } from './store/projects.ts';
import { Syncs } from './store/syncs.ts';
import { syncControllers } from './syncs/slice.ts';

export interface Parts {
  db: Database;
  projects: Projects;
  syncs: Syncs;
  syncing: readonly Provider[];
  access: AccessParts;
  delivery: readonly Provider[];
  operators: readonly Provider[];
  openApi: OpenApi;
  logger: Logger;
}

/** Everything that answers, each with what it needs declared. */
export const configControllers: readonly Type[] = [
  ...accessControllers,
  ProjectsController,
  ...syncControllers,
  ...deliveryControllers,
  ...alertControllers,
  ...operatorControllers,
  CountsController,
  OpenApiController,
];

@Module({})
export class ConfigModule {
  /** The only list of what the controllers are given. */
  static with(parts: Parts): DynamicModule {
    everyRouteDeclared(configControllers);
    const { tokens, sessions, auditLog, providers } = parts.access;
    const projectOf = (sync: string) => parts.syncs.projectOf(sync);
    return {
      module: ConfigModule,
      controllers: [...configControllers],
      providers: [
        ...providers,
        ...parts.syncing,
        ...parts.delivery,
        ...parts.operators,
        { provide: DATABASE, useValue: parts.db },
        { provide: Projects, useValue: parts.projects },
        { provide: Syncs, useValue: parts.syncs },
        { provide: OpenApi, useValue: parts.openApi },
        { provide: APP_GUARD, useValue: new AccessGuard({ identify: identifyBy(tokens, sessions), projectOf }) },
        { provide: APP_INTERCEPTOR, useValue: new AuditInterceptor(auditLog, projectOf, parts.logger) },
      ],
    };
  }
}
