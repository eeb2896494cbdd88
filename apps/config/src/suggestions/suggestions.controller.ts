import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { filterOperators } from '@kochava-stream/contracts';
import { contextProperties } from '@kochava-stream/domain/filtering';
import {
  consentPresets,
  installEventTypes,
  reservedEventKeys,
  standardEventKeys,
  standardEventNames,
} from '@kochava-stream/kochava';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { DATABASE, type Database } from '../store/database.ts';
import { Projects } from '../store/projects.ts';
import { loadNames } from './store-names.ts';
import { Standards, Suggestions, SuggestionsQuery } from './suggestion-schemas.ts';
import { suggestions } from './suggestions.ts';

const checkQuery = queryCheck(SuggestionsQuery);

@ApiTags('suggestions')
@Controller('api')
export class SuggestionsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(Projects) private readonly projects: Projects,
  ) {}

  @ApiOperation({ summary: 'Names and mapping sources seen in the traffic of the last seven days, with when' })
  @Queried(SuggestionsQuery)
  @Answers(200, Suggestions, 404)
  @Needs('viewer')
  @Get('projects/:project/suggestions')
  async suggestions(@Param('project') project: string, @Query() query: unknown) {
    const { q } = checkQuery(query);
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    return suggestions(await loadNames(this.db, project, q));
  }

  @ApiOperation({ summary: "Kochava's own names of events and keys, for renaming; what filters can ask for" })
  @Answers(200, Standards)
  @Needs('viewer', { of: 'anything' })
  @Get('kochava/standards')
  standards() {
    return {
      events: [...standardEventNames],
      keys: [...standardEventKeys],
      reservedKeys: [...reservedEventKeys],
      installEvents: [...installEventTypes],
      consentPresets: consentPresets.map(({ mappings, ...preset }) => ({ ...preset, mappings: { ...mappings } })),
      contextProperties: [...contextProperties],
      operators: [...filterOperators],
    };
  }
}
