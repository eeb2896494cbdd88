import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/needs.ts';
import { reconcile, type ProjectCounts } from '../rollup/reconcile.ts';
import { loadTallies } from '../rollup/rollup-worker.ts';
import { Projects } from '../store/projects.ts';
import { Syncs } from '../store/syncs.ts';
import { DATABASE, type Database } from '../store/database.ts';
import { Answers } from './answers.ts';
import { Refused } from './api-error.filter.ts';
import { ProjectCountsSchema } from './counts-schema.ts';

@ApiTags('counts')
@Controller('api/projects')
export class CountsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(Projects) private readonly projects: Projects,
    @Inject(Syncs) private readonly syncs: Syncs,
  ) {}

  @ApiOperation({ summary: 'Where every received event is: the books of a project, by sync and reason' })
  @Answers(200, ProjectCountsSchema, 404)
  @Needs('viewer')
  @Get(':project/counts')
  async counts(@Param('project') id: string): Promise<ProjectCounts> {
    if ((await this.projects.get(id)) === undefined) throw new Refused(404, 'there is no such project');
    const syncs = await this.syncs.ofProject(id);
    return reconcile(
      await loadTallies(this.db, id),
      syncs.map(({ state }) => state.id),
    );
  }
}
