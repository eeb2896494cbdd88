import { type Type } from '@nestjs/common';
import { declaredNeed, type Need } from './needs.ts';

/** A route that does not say who may use it: nothing starts with it. */
export class UndeclaredRoute extends Error {
  override readonly name = 'UndeclaredRoute';
}

/** @throws UndeclaredRoute where a route has neither @Needs nor @Public, or needs a project that its path does not name */
export function everyRouteDeclared(controllers: readonly Type[]): void {
  for (const controller of controllers) {
    for (const { name, path, need } of routesOf(controller)) {
      const route = `${controller.name}.${name} (${path})`;
      if (need === undefined) throw new UndeclaredRoute(`${route} says neither @Needs(…) nor @Public()`);
      if (need !== 'public' && need.of === 'project' && projectParameter(path) === undefined) {
        throw new UndeclaredRoute(`${route} needs a role in a project; its path has neither :project nor syncs/:id`);
      }
    }
  }
}

/** Where a path says which project it is about. */
export function projectParameter(path: string): 'project' | 'sync' | undefined {
  if (/\/:project(\/|$)/.test(path)) return 'project';
  return /^\/?api\/syncs\/:id(\/|$)/.test(path) ? 'sync' : undefined;
}

function* routesOf(controller: Type): Generator<{ name: string; path: string; need: Need | 'public' | undefined }> {
  const prefix = pathsIn(controller)[0] ?? '';
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(controller.prototype as object))) {
    if (typeof value !== 'function' || Reflect.getMetadata('method', value) === undefined) continue;
    const need = declaredNeed(value as object, controller);
    for (const path of pathsIn(value as object)) yield { name, path: join(prefix, path), need };
  }
}

function pathsIn(decorated: object): string[] {
  const path = Reflect.getMetadata('path', decorated) as string | string[] | undefined;
  return [path ?? ''].flat();
}

function join(prefix: string, path: string): string {
  return `/${[prefix, path]
    .map((part) => part.replaceAll(/^\/+|\/+$/g, ''))
    .filter(Boolean)
    .join('/')}`;
}
