import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { expect, ofSync, test } from './support/test.ts';

const folder = join(import.meta.dirname, '../../../docs/images');

/** `npm run docs:pictures` makes the pictures of the README anew. */
test('pictures of the console', { tag: '@readme' }, async ({ admin, world }) => {
  await admin.goto(ofSync(world, 'iOS purchases', 'set-up'));
  await expect(admin.getByText('The event is sent')).toBeVisible();
  await picture(admin, 'console-set-up', { height: 860, colorScheme: 'light' });
  await admin.goto(ofSync(world, 'Android purchases', 'delivery?range=1d'));
  await expect(admin.getByRole('img', { name: /Chart: [1-9]\d*/ })).toBeVisible();
  await picture(admin, 'console-delivery', { height: 1160, colorScheme: 'dark' });
});

interface Taken {
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

async function picture(page: Page, name: string, { height, colorScheme }: Taken): Promise<void> {
  await page.setViewportSize({ width: 1280, height });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.mouse.move(0, 0);
  // Charts draw themselves.
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
