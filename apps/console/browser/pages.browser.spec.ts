import { type Page } from '@playwright/test';
import { looksRight } from './support/looks.ts';
import { expect, test, type World } from './support/test.ts';

const ofSync = (world: World, name: string, page: string) =>
  `/projects/${world.project}/syncs/${world.syncs[name] ?? ''}/${page}`;
const android = 'Android purchases';
const ios = 'iOS purchases';

test('syncs: how they do, and why', async ({ admin, world }) => {
  await admin.goto(`/projects/${world.project}/syncs`);
  await expect(admin.getByRole('link', { name: ios })).toBeVisible();
  await expect(admin.getByText("Kochava refuses the sync's credentials").first()).toBeVisible();
  const row = admin.getByRole('row').filter({ hasText: ios });
  await expect(row.getByText(/^[1-9][\d,]*$/).first()).toBeVisible();
  await looksRight(admin, '10-syncs');
});

test('delivery: steps, charts, errors with samples', async ({ admin, world }) => {
  await admin.goto(ofSync(world, android, 'delivery?range=1h'));
  await expect(admin.getByText('From received to accepted')).toBeVisible();
  await expect(admin.getByRole('img', { name: /Chart: [1-9]\d* events delivered/ })).toBeVisible();
  await admin.getByRole('button', { name: /^Refused/ }).click();
  await expect(admin.getByRole('region', { name: 'You sent' })).toContainText('"event_type"');
  await expect(admin.getByRole('region', { name: 'We sent' })).toContainText('kochava_app_id');
  await expect(admin.getByRole('region', { name: 'Kochava said' })).toContainText('400');
  await looksRight(admin, '11-delivery');
  await admin.getByText('2 weeks').click();
  await expect(admin).toHaveURL(/range=2w/);
  await expect(admin.getByText('Events per hour, when they ended')).toBeVisible();
});

test('live: events as they pass, with what becomes of them', async ({ admin, world }) => {
  await admin.goto(`/projects/${world.project}/live`);
  await expect(admin.getByText('Watching', { exact: true })).toBeVisible();
  await world.traffic.send(20);
  await expect(admin.getByText('Received').first()).toBeVisible();
  await expect(admin.getByText('Accepted').first()).toBeVisible();
  await admin.getByRole('button', { name: 'Pause' }).click();
  await expect(admin.getByRole('button', { name: 'Go on' })).toBeVisible();
  await looksRight(admin, '12-live');
});

test('search, and one event with its whole way', async ({ admin, world }) => {
  await admin.goto(`/projects/${world.project}/live?show=stored`);
  await admin.getByLabel('Event name').fill('Product Purchased');
  await expect(admin.getByRole('link', { name: 'Product Purchased' }).first()).toBeVisible();
  await expect(admin.getByRole('link', { name: 'Page Viewed' })).toHaveCount(0);
  await looksRight(admin, '13-search');
  await admin.getByRole('link', { name: 'Product Purchased' }).first().click();
  await expect(admin.getByRole('heading', { name: 'Product Purchased' })).toBeVisible();
  await expect(admin.getByText('Received by ingest')).toBeVisible();
  await expect(admin.getByRole('heading', { name: ios })).toBeVisible();
  await looksRight(admin, '14-way');
});

test('identity: what is held, and one device released by hand', async ({ admin, world }) => {
  await admin.goto(ofSync(world, ios, 'identity?range=1h'));
  await expect(admin.getByRole('img', { name: /Chart: \d+ held/ })).toBeVisible();
  await looksRight(admin, '15-identity');
  await admin
    .getByRole('button', { name: /^(iphone|pixel)-/ })
    .first()
    .click();
  const device = admin.getByRole('dialog', { name: /^Device/ });
  await expect(device.getByText('is held until Kochava is known to have the device')).toBeVisible();
  await looksRight(admin, '16-device');
  await device.getByRole('button', { name: 'Release now' }).click();
  const ask = admin.getByRole('dialog', { name: 'Release this link by hand?' });
  await expect(ask.getByText('Kochava will not tie it').first()).toBeVisible();
  await expect(ask.getByRole('button', { name: 'Release' })).toBeDisabled();
  await ask.getByLabel('Why').fill('asked for by the customer');
  await ask.getByRole('button', { name: 'Release' }).click();
  await expect(device.getByText('asked for by the customer')).toBeVisible();
});

test('dead letters: looked at, replayed after a count, deleted', async ({ admin, world }) => {
  await admin.goto(ofSync(world, android, 'dead-letters'));
  await expect(admin.getByRole('button', { name: /^Refused/ }).first()).toBeVisible();
  await looksRight(admin, '17-dead-letters');
  const table = admin.getByRole('table', { name: 'Dead letters' });
  await table.getByRole('button', { name: 'Refused' }).first().click();
  const letter = admin.getByRole('dialog', { name: 'Dead letter' });
  await expect(letter.getByRole('region', { name: 'Kochava said' })).toContainText('not a valid identifier');
  await looksRight(admin, '18-dead-letter');
  await letter.getByRole('button', { name: 'Close' }).click();

  await table.getByRole('checkbox').first().check();
  await admin.getByRole('button', { name: 'Delete' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Delete 1' }).click();
  await expect(admin.getByText('1 letter deleted')).toBeVisible();

  world.stack.sandbox?.clearBehaviour();
  await admin.getByRole('button', { name: 'Replay' }).click();
  const ask = admin.getByRole('dialog', { name: 'Replay dead letters' });
  await ask.getByLabel('The very same requests').check();
  await expect(ask.getByText(/can be sent/)).toBeVisible();
  await ask.getByRole('button', { name: /^Replay \d/ }).click();
  await expect(admin.getByText('sent again, done')).toBeVisible();
  await expect(admin.getByText('No dead letters')).toBeVisible();
});

test('history: compared, and rolled back', async ({ admin, world }) => {
  const id = world.syncs['tvOS, to be finished'] ?? '';
  await admin.goto(ofSync(world, 'tvOS, to be finished', 'set-up'));
  await admin.getByLabel('App GUID').fill('koacme-tvos');
  await admin.getByLabel('Why (for the history, optional)').fill('the app is registered now');
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(admin.getByText('Saved', { exact: true })).toBeVisible();
  await admin.getByRole('tab', { name: 'History' }).click();
  await expect(admin.getByText('the app is registered now')).toBeVisible();
  await expect(admin.getByText('koacme-tvos').first()).toBeVisible();
  await looksRight(admin, '19-history');
  await admin.getByRole('button', { name: 'Roll back to this: version 1' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await expect(admin.getByText('Rolled back to version 1').first()).toBeVisible();
  expect(id).not.toBe('');
});

test('alerts: switched on, with an address that is refused', async ({ admin, world }) => {
  await admin.goto(ofSync(world, ios, 'alerts'));
  await flip(admin, 'Success rate');
  await admin.getByLabel('Tell').selectOption('webhook');
  await admin.getByLabel('Address').fill('https://127.0.0.1/inside');
  await admin.getByRole('button', { name: 'Save alerts' }).click();
  await expect(admin.locator('[class*=Input-error]')).toBeVisible();
  await looksRight(admin, '20-alerts');
  await admin.getByLabel('Tell').selectOption('');
  await admin.getByRole('button', { name: 'Save alerts' }).click();
  await expect(admin.getByText('Alerts saved')).toBeVisible();
});

test('people, roles, tokens and the audit log', async ({ admin, world }) => {
  await admin.goto('/people');
  await admin.getByRole('button', { name: 'Add person' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Grace Hopper');
  await dialog.getByLabel('Email').fill('grace@example.com');
  await dialog.getByRole('textbox', { name: 'First password (optional)' }).fill('short');
  await dialog.getByRole('button', { name: 'Add person' }).click();
  await expect(dialog.getByText('has fewer than 12 characters')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'First password (optional)' }).fill('a ship in port is safe');
  await dialog.getByLabel('Role in Acme Shop').selectOption('viewer');
  await looksRight(admin, '21-add-person');
  await dialog.getByRole('button', { name: 'Add person' }).click();
  await expect(admin.getByText('grace@example.com')).toBeVisible();
  await looksRight(admin, '22-people');

  await admin.goto(`/projects/${world.project}/roles`);
  await expect(admin.getByLabel('Role of Grace Hopper')).toHaveValue('viewer');
  await looksRight(admin, '23-roles');

  await admin.goto('/tokens');
  await admin.getByRole('button', { name: 'New token' }).click();
  await dialog.getByLabel('Name').fill('deployment');
  await dialog.getByLabel('Role in Acme Shop').selectOption('editor');
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await expect(admin.getByRole('region', { name: 'API token' })).toContainText('ks_live_');
  await admin.getByRole('button', { name: 'I have copied it' }).click();
  await looksRight(admin, '24-tokens');
  await admin.getByRole('button', { name: 'Revoke the token deployment' }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(admin.getByText('revoked', { exact: true })).toBeVisible();

  await admin.goto('/audit');
  await admin.getByRole('button', { name: /Revoked an API token/ }).click();
  await expect(admin.getByText('Made an API token')).toBeVisible();
  await looksRight(admin, '25-audit');
});

test('connecting an app, and a page that is not there', async ({ admin, world }) => {
  await admin.goto(`/projects/${world.project}/connect`);
  await expect(admin.getByText('Amplitude SDKs send here unchanged')).toBeVisible();
  await looksRight(admin, '26-connect');
  await admin.goto('/no/such/page');
  await expect(admin.getByText('There is nothing under this address')).toBeVisible();
});

test('a viewer sees everything and changes nothing', async ({ browser, world }) => {
  const password = 'so that one can begin';
  const access = { installation: false, projects: { [world.project]: 'viewer' } };
  await asAdmin(world, '/api/people', { name: 'Katherine Johnson', email: 'katherine@example.com', access, password });
  const context = await browser.newContext({ baseURL: world.stack.urls.config });
  const page = await context.newPage();
  await page.goto(ofSync(world, ios, 'set-up'));
  await page.getByLabel('Email').fill('katherine@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Current password' }).fill(password);
  await page.getByRole('textbox', { name: 'New password' }).fill('but that is not what for');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByLabel('App GUID')).toHaveAttribute('readonly');
  await expect(page.getByRole('switch', { name: 'Status' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Send as a test' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'People' })).toHaveCount(0);
  await looksRight(page, '27-viewer');
  await context.close();
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

async function flip(page: Page, name: string): Promise<void> {
  await page.getByRole('switch', { name }).focus();
  await page.keyboard.press('Space');
}

async function asAdmin({ stack }: World, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${stack.adminToken}`, 'content-type': 'application/json' };
  const answer = await fetch(`${stack.urls.config}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.ok, await answer.text()).toBe(true);
}
