import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { type Role } from './roles.ts';

/**
 * What the role must be held in:
 * - `project`: the project of the path (`:project`, or the one of the sync `/api/syncs/:id`)
 * - `installation`: the installation
 * - `anything`: some project; a viewer is anybody who is known. The handler shows only what `request.actor` may see
 * - `self`: anybody who is known, about themselves; also who must change the password first
 */
export type Realm = 'project' | 'installation' | 'anything' | 'self';

export interface Need {
  readonly role: Role;
  readonly of: Realm;
}

const key = 'kochava-stream:need';

/** The role that a route (or every route of a controller) asks for; in the path's project unless said otherwise. */
export function Needs(role: Role, { of }: { of: Realm } = { of: 'project' }): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(key, { role, of } satisfies Need), ApiExtension('x-needs', `${role} of ${of}`));
}

/** A route that answers without anybody being known. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(key, 'public'), ApiExtension('x-needs', 'nobody'));
}

/** What was declared for a handler, or for its whole controller; undefined = nothing. */
export function declaredNeed(handler: object, controller: object): Need | 'public' | undefined {
  const read = (of: object) => Reflect.getMetadata(key, of) as Need | 'public' | undefined;
  return read(handler) ?? read(controller);
}
