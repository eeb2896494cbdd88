import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './auth/access.guard.ts';
import { everyRouteDeclared } from './auth/declared-routes.ts';
import { identifyBy } from './auth/identify.ts';
import { CountsController } from './http/counts.controller.ts';
import { OpenApi, OpenApiController } from './http/openapi.controller.ts';
import { ProjectsController } from './projects/projects.controller.ts';
import { DATABASE, type Database } from './store/database.ts';
import { Projects } from './store/projects.ts';
import { Syncs } from './store/syncs.ts';
import { syncControllers } from './syncs/controllers.ts';
import { Tokens } from './store/tokens.ts';

export interface Parts {
  db: Database;
  projects: Projects;
  syncs: Syncs;
  tokens: Tokens;
  openApi: OpenApi;
}

@Module({})
export class ConfigModule {
  /** The only list of what the controllers are given. */
  static with(parts: Parts): DynamicModule {
    const controllers = [ProjectsController, ...syncControllers, CountsController, OpenApiController];
    everyRouteDeclared(controllers);
    const door = { identify: identifyBy(parts.tokens), projectOf: (sync: string) => parts.syncs.projectOf(sync) };
    return {
      module: ConfigModule,
      controllers,
      providers: [
        { provide: DATABASE, useValue: parts.db },
        { provide: Projects, useValue: parts.projects },
        { provide: Syncs, useValue: parts.syncs },
        { provide: OpenApi, useValue: parts.openApi },
        { provide: APP_GUARD, useValue: new AccessGuard(door) },
      ],
    };
  }
}
