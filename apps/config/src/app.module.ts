import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TokenGuard } from './auth/token.guard.ts';
import { CountsController } from './http/counts.controller.ts';
import { OpenApi, OpenApiController } from './http/openapi.controller.ts';
import { ProjectsController } from './http/projects.controller.ts';
import { SyncsController } from './http/syncs.controller.ts';
import { DATABASE, type Database } from './store/database.ts';
import { Projects } from './store/projects.ts';
import { Syncs } from './store/syncs.ts';
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
    return {
      module: ConfigModule,
      controllers: [ProjectsController, SyncsController, CountsController, OpenApiController],
      providers: [
        { provide: DATABASE, useValue: parts.db },
        { provide: Projects, useValue: parts.projects },
        { provide: Syncs, useValue: parts.syncs },
        { provide: OpenApi, useValue: parts.openApi },
        { provide: APP_GUARD, useValue: new TokenGuard(parts.tokens) },
      ],
    };
  }
}
