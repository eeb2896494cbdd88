import { test as base, expect, type Page } from '@playwright/test';
import { type Stack } from '@kochava-stream/all-in-one';
import { furnish, login, type Furnished } from '@kochava-stream/demo';
import { complaintsOf } from './complaints.ts';
import { startScratch } from './scratch.ts';

/** A system that has been used for a while. */
export interface World extends Furnished {
  readonly stack: Stack;
}

/** The address of one of a sync's pages. */
export function ofSync({ project, syncs }: World, name: string, page: string): string {
  return `/projects/${project}/syncs/${syncs[name] ?? ''}/${page}`;
}

interface Workers {
  /** One for all tests that follow each other. */
  world: World;
  /** Nobody was ever here. */
  untouched: Stack;
}

interface Tests {
  /** Signed in as an admin of the world; the test fails if its pages log errors or break their policy. */
  admin: Page;
}

// Playwright reads from the first argument what a fixture needs: `{}` is nothing.
export const test = base.extend<Tests, Workers>({
  untouched: [
    async ({}, use) => {
      const stack = await startScratch();
      await use(stack);
      await stack.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  world: [
    async ({}, use) => {
      const stack = await startScratch();
      await use({ ...(await furnish(stack)), stack });
      await stack.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  admin: async ({ browser, world }, use) => {
    const context = await browser.newContext({ baseURL: world.stack.urls.config });
    const { email, password } = login;
    const answer = await context.request.post('/api/session', { data: { email, password } });
    expect(answer.status(), await answer.text()).toBe(200);
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await use(page);
    expect(complaints).toEqual([]);
    await context.close();
  },
});
export { expect };
