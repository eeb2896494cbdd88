import {
  BadRequestException,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { isStorable } from '../http/storable.ts';
import { type Actor, type Authenticated } from './actor.ts';
import { refuseForgery } from './cross-site.ts';
import { projectParameter } from './declared-routes.ts';
import { type Identity } from './identify.ts';
import { declaredNeed, type Need } from './needs.ts';
import { atLeast, roleIn } from './roles.ts';

/** How often it is looked whether who is still being answered may still be: a revocation counts within 5 s. */
const lookAgainMs = 3_000;

/** Paths that the platform asks without a token; everything else is denied by default. */
const openPaths = new Set(['/healthz', '/readyz', '/metrics']);

export interface Doorkeeping {
  /**
   * Who a request is from; undefined = nobody that is known.
   * @param active false: only asked again; it does not keep an idle session alive
   */
  identify(request: FastifyRequest, active: boolean): Promise<Identity | undefined>;
  /** The project of a sync; undefined = there is no such sync. */
  projectOf(sync: string): Promise<string | undefined>;
}

type Request = FastifyRequest & Partial<Authenticated>;

/** Denies by default: lets in whoever is known and has the role that the route declares. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly door: Doorkeeping) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const need = declaredNeed(context.getHandler(), context.getClass());
    if (openPaths.has(request.routeOptions.url ?? '')) return true;
    refuseUnstorable(request);
    if (need === 'public') return refuseForgery(request, undefined);
    const identity = await this.door.identify(request, true);
    if (identity === undefined) {
      throw new UnauthorizedException('sign in, or send the header "Authorization: Bearer <token>"');
    }
    refuseForgery(request, identity.session);
    refuseUnusable(identity.actor);
    if (need === undefined || !(await this.#has(identity.actor, need, request))) {
      throw new ForbiddenException(denial(need));
    }
    if (identity.session?.mustChangePassword === true && need.of !== 'self') {
      throw new ForbiddenException('change your password first: POST /api/session/password');
    }
    Object.assign(request, { who: identity.actor.name, ...identity });
    this.#lookAgain(request, context.switchToHttp().getResponse<FastifyReply>(), need);
    return true;
  }

  /** An answer that goes on (events as they happen, a long export) ends when its reader loses the right to it. */
  #lookAgain(request: Request, reply: FastifyReply, need: Need): void {
    const look = async (): Promise<void> => {
      try {
        const identity = await this.door.identify(request, false);
        if (identity === undefined || !(await this.#has(identity.actor, need, request))) reply.raw.destroy();
      } catch {
        // The database cannot be asked now, so nothing can have been revoked either.
      }
    };
    const timer = setInterval(() => void look(), lookAgainMs);
    reply.raw.once('close', () => clearInterval(timer));
  }

  async #has({ access }: Actor, { role, of }: Need, request: Request): Promise<boolean> {
    if (of === 'self' || access.installation) return true;
    if (of === 'installation') return false;
    if (of === 'anything') return role === 'viewer' || Object.values(access.projects).some((its) => atLeast(its, role));
    const project = await this.#projectOf(request);
    return project !== undefined && atLeast(roleIn(access, project), role);
  }

  async #projectOf(request: Request): Promise<string | undefined> {
    const { project, id } = request.params as { project?: string; id?: string };
    return projectParameter(request.routeOptions.url ?? '') === 'project' ? project : this.door.projectOf(id ?? '');
  }
}

function refuseUnusable({ unusable }: Actor): void {
  if (unusable !== undefined) throw new ForbiddenException(unusable);
}

function refuseUnstorable(request: Request): void {
  for (const [name, value] of Object.entries((request.params ?? {}) as Record<string, string>)) {
    if (!isStorable(value)) throw new BadRequestException(`the path's ${name} has a character that cannot be`);
  }
}

/** The same for a project that is somebody else's and one that is not there: the answer tells nothing of either. */
function denial(need: Need | undefined): string {
  if (need === undefined) return 'nobody may do this';
  if (need.of === 'installation') return 'only an admin of the installation may do this';
  return `this needs the role ${need.role} in its project`;
}
