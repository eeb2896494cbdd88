import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { changesBetween, enableProblems, hints, type SecretFacts, type SyncState } from '@kochava-stream/domain/sync';
import { Type } from '@sinclair/typebox';
import { ChangesNothing } from '../audit/audited.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { facts } from '../secrets/seal.ts';
import { DATABASE, type Database } from '../store/database.ts';
import { Syncs } from '../store/syncs.ts';
import { unseenHints } from '../suggestions/unseen-hints.ts';
import { SyncPatch } from './requests.ts';
import { patched, type Patched } from './sync-patch.ts';
import { Validation } from './sync-schemas.ts';

const Draft = Type.Object({ patch: Type.Optional(SyncPatch) }, { $id: 'Draft' });

@ApiTags('syncs')
@Controller('api/syncs/:id')
export class ValidationController {
  constructor(
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @ApiOperation({ summary: 'Everything that is wrong with a change before it is made; nothing is saved' })
  @ApiBody({ schema: openApiSchema(Draft) })
  @Answers(200, Validation, 404)
  @ChangesNothing()
  @Needs('viewer')
  @Post('validate')
  @HttpCode(200)
  async validate(@Param('id') id: string, @Body() body: unknown) {
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    const { patch = {} } = (typeof body === 'object' && body !== null ? body : {}) as { patch?: unknown };
    const result = patched(sync.state.document, patch);
    const known = validation(sync.state, result);
    if (result.document === undefined) return known;
    const unseen = await unseenHints(this.db, sync.state.project, result.document);
    return { ...known, hints: [...known.hints, ...unseen] };
  }
}

/** What a change would mean. Of what has not the form of a sync, only that is said. */
function validation(state: SyncState, { document, credentials, problems }: Patched) {
  if (document === undefined) return { problems, toEnable: [], hints: [], changes: [] };
  const secret: SecretFacts | null = credentials === undefined ? state.secret : facts(credentials, 0);
  return {
    problems,
    toEnable: enableProblems(document, secret),
    hints: hints(document),
    changes: changesBetween(state, { ...state, document, secret }),
  };
}
