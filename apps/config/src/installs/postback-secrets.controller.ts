import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { postbackSecretId, type SyncCommand, type SyncState } from '@kochava-stream/domain/sync';
import { installParameters } from '@kochava-stream/kochava';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { hashToken } from '../auth/token.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Syncs, type StoredSync } from '../store/syncs.ts';
import { auditedChange } from '../syncs/audited-change.ts';
import { onlyReason } from '../syncs/reason.ts';
import { Reason } from '../syncs/requests.ts';
import { NewPostbackSecret, PostbackSecrets } from './postback-schemas.ts';

/** Where ingest is found from outside, without a slash at its end; '' = nobody said. */
export const INGEST_URL = Symbol('INGEST_URL');

@ApiTags('installs')
@Controller('api/syncs/:id/postback-secrets')
export class PostbackSecretsController {
  constructor(
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(INGEST_URL) private readonly ingestUrl: string,
  ) {}

  @ApiOperation({
    summary: 'The secrets of the URL at which Kochava tells of installs, and what it is expected to say',
  })
  @Answers(200, PostbackSecrets, 404)
  @Needs('viewer')
  @Get()
  async list(@Param('id') id: string) {
    return secretsOf((await this.#existing(id)).state);
  }

  @ApiOperation({ summary: 'Make a URL for install postbacks; the secret in it is shown this once' })
  @ApiBody({ schema: openApiSchema(Reason), required: false })
  @Answers(201, NewPostbackSecret, 404, 422)
  @Needs('editor')
  @Post()
  @HttpCode(201)
  async add(@Param('id') id: string, @Body() body: unknown, @Req() request: Authenticated) {
    const { state: before } = await this.#existing(id);
    const text = randomBytes(24).toString('base64url');
    const secret = { hash: hashToken(text).toString('hex'), addedAt: Date.now() };
    const { state } = await this.#change(before, { type: 'AddPostbackSecret', secret }, request, onlyReason(body));
    const path = `/kochava/postbacks/${state.project}/${text}`;
    const url = this.ingestUrl === '' ? null : `${this.ingestUrl}${path}`;
    return { ...secretView(secret), path, url, example: exampleOf(state) };
  }

  @ApiOperation({ summary: 'Close a URL for install postbacks: what comes by it from now on is refused' })
  @ApiBody({ schema: openApiSchema(Reason), required: false })
  @Answers(200, PostbackSecrets, 404, 422)
  @Needs('editor')
  @Delete(':secret')
  async remove(
    @Param('id') id: string,
    @Param('secret') secret: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
  ) {
    const { state: before } = await this.#existing(id);
    const known = before.postbackSecrets?.some((each) => postbackSecretId(each) === secret) ?? false;
    if (!known) throw new Refused(404, 'there is no such secret');
    const { state } = await this.#change(
      before,
      { type: 'RemovePostbackSecret', id: secret },
      request,
      onlyReason(body),
    );
    return secretsOf(state);
  }

  async #change(
    before: SyncState,
    command: SyncCommand,
    request: Authenticated,
    why: string | undefined,
  ): Promise<StoredSync> {
    const sync = await this.syncs.change({ id: before.id, who: request.who, why, command: () => command });
    audit(request, auditedChange(before, sync.state));
    return sync;
  }

  async #existing(id: string): Promise<StoredSync> {
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    return sync;
  }
}

function secretsOf({ postbackSecrets = [], document }: SyncState) {
  return {
    secrets: postbackSecrets.map(secretView),
    parameters: installParameters(document.postbacks?.parameters),
  };
}

function secretView(secret: { hash: string; addedAt: number }) {
  return { id: postbackSecretId(secret), addedAt: new Date(secret.addedAt).toISOString() };
}

/** Kochava's own names of the macros are not known: what stands in braces is to be replaced by them. */
function exampleOf({ document }: SyncState): string {
  const parameters = Object.entries(installParameters(document.postbacks?.parameters));
  return parameters.map(([field, name]) => `${encodeURIComponent(name)}={${field}}`).join('&');
}
