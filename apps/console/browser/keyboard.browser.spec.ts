import { type Locator, type Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

/** Presses Tab until a control has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  const wanted = await control.elementHandle();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate((element) => element === document.activeElement, wanted)) return;
    await page.keyboard.press('Tab');
  }
  await expect(control, 'is reached with Tab').toBeFocused();
}

test('the whole set-up with the keyboard alone', async ({ admin: page, world }) => {
  await page.goto(`/projects/${world.project}/syncs`);
  await expect(page.getByRole('link', { name: 'iOS purchases' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Create sync' }));
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Sync name')).toBeFocused();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'By keyboard' })).toBeVisible();

  await tabTo(page, page.getByRole('switch', { name: 'Status' }));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByLabel('App GUID'));
  await page.keyboard.type('koacme-keyboard');
  await tabTo(page, page.getByRole('switch', { name: 'Send Events' }));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('combobox', { name: 'Add an event' }));
  await page.keyboard.type('Trial Star');
  // Suggested by the traffic: chosen with the arrow.
  await expect(page.getByRole('option', { name: /Trial Started/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Selected events' }).getByText('Trial Started')).toBeVisible();
  await tabTo(page, page.getByRole('combobox', { name: 'Kochava event name for Trial Started' }));
  await page.keyboard.type('Start Trial');
  await page.keyboard.press('Escape');
  await tabTo(page, page.getByRole('button', { name: 'Add filter' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Remove filter 1' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('combobox', { name: 'Event properties' }));
  await page.keyboard.type('price');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await tabTo(page, page.getByRole('button', { name: 'Save', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.getByText('Enabled', { exact: true }).first()).toBeVisible();

  await tabTo(page, page.getByRole('button', { name: 'Send as a test' }));
  await page.keyboard.press('Enter');
  const ask = page.getByRole('dialog', { name: 'Send this to Kochava?' });
  await tabTo(page, ask.getByRole('button', { name: 'Send test' }));
  await page.keyboard.press('Escape');
  await expect(ask).toBeHidden();
  await expect(page.getByRole('button', { name: 'Send as a test' })).toBeFocused();
});

test('keyboard and narrow screens: the navigation opens, and the content can be jumped to', async ({
  admin,
  world,
}) => {
  await admin.setViewportSize({ width: 390, height: 844 });
  await admin.goto(`/projects/${world.project}/syncs`);
  await expect(admin.getByRole('heading', { name: 'Syncs' })).toBeVisible();
  await admin.keyboard.press('Tab');
  await expect(admin.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('main')).toBeFocused();
  await admin.getByRole('button', { name: 'Open the navigation' }).click();
  await admin.getByRole('link', { name: 'Live events' }).click();
  await expect(admin.getByRole('heading', { name: 'Live events' })).toBeVisible();
  await expect(admin.getByRole('button', { name: 'Open the navigation' })).toBeVisible();
});
