import {
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Actor, type Authenticated } from './actor.ts';
import { projectParameter } from './declared-routes.ts';
import { declaredNeed, type Need } from './needs.ts';
import { atLeast, roleIn } from './roles.ts';

/** Paths that the platform asks without a token; everything else is denied by default. */
const openPaths = new Set(['/healthz', '/readyz', '/metrics']);

export interface Doorkeeping {
  /** Who a request is from; undefined = nobody that is known. */
  identify(request: FastifyRequest): Promise<Actor | undefined>;
  /** The project of a sync; undefined = there is no such sync. */
  projectOf(sync: string): Promise<string | undefined>;
}

/** Denies by default: lets in whoever is known and has the role that the route declares. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly door: Doorkeeping) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & Partial<Authenticated>>();
    const need = declaredNeed(context.getHandler(), context.getClass());
    if (need === 'public' || openPaths.has(request.routeOptions.url ?? '')) return true;
    const actor = await this.door.identify(request);
    if (actor === undefined) {
      throw new UnauthorizedException('sign in, or send the header "Authorization: Bearer <token>"');
    }
    if (need === undefined || !(await this.#has(actor, need, request))) throw new ForbiddenException(denial(need));
    request.who = actor.name;
    request.actor = actor;
    return true;
  }

  async #has(actor: Actor, { role, of }: Need, request: FastifyRequest): Promise<boolean> {
    if (of === 'anything' || actor.access.installation) return true;
    if (of === 'installation') return false;
    const project = await this.#projectOf(request);
    return project !== undefined && atLeast(roleIn(actor.access, project), role);
  }

  async #projectOf(request: FastifyRequest): Promise<string | undefined> {
    const { project, id } = request.params as { project?: string; id?: string };
    return projectParameter(request.routeOptions.url ?? '') === 'project' ? project : this.door.projectOf(id ?? '');
  }
}

/** The same for a project that is somebody else's and one that is not there: the answer tells nothing of either. */
function denial(need: Need | undefined): string {
  if (need === undefined) return 'nobody may do this';
  if (need.of === 'installation') return 'only an admin of the installation may do this';
  return `this needs the role ${need.role} in its project`;
}
