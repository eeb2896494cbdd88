import { type Page } from '@playwright/test';
import { looksRight } from './support/looks.ts';
import { expect, ofSync, test, type World } from './support/test.ts';

const ios = 'iOS purchases';

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

test('pace, evidence and e-mail addresses: set, told in the history, and taken away', async ({ admin, world }) => {
  await admin.goto(ofSync(world, ios, 'set-up'));
  await admin.getByLabel('Calls a second, at most').fill('50');
  await admin.getByLabel('Try again for at most').fill('80');
  await expect(admin.getByText('This must be at most 72.', { exact: true })).toBeVisible();
  await expect(admin.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await admin.getByLabel('Try again for at most').fill('24');
  await admin.getByLabel('What shows that Kochava has a device').selectOption('Only an install');
  await admin.getByLabel('Values that look like e-mail addresses').selectOption('Are sent as their SHA-256 hash');
  const events = admin.getByRole('combobox', { name: 'Events that mean an install' });
  await events.fill('[Amplitude] Application Installed');
  await events.press('Enter');
  await events.press('Escape');
  await save(admin);
  await admin.getByRole('tab', { name: 'History' }).click();
  await expect(admin.getByText('Calls a second, at most').first()).toBeVisible();
  await expect(admin.getByText('Events that mean an install').first()).toBeVisible();
  await admin.getByRole('tab', { name: 'Set-up' }).click();
  await expect(admin.getByLabel('Try again for at most')).toHaveValue('24 hours');
  await admin.getByLabel('Calls a second, at most').fill('');
  await admin.getByLabel('Try again for at most').fill('');
  await save(admin);
  await expect(admin.getByLabel('Calls a second, at most')).toHaveValue('');
});

test('a postback URL and a webhook secret: shown once, and closed', async ({ admin, world }) => {
  await admin.goto(ofSync(world, ios, 'set-up'));
  await admin.getByRole('button', { name: 'Make a postback URL' }).click();
  const url = admin.getByRole('dialog', { name: 'Copy the postback URL now' });
  await expect(url.getByRole('region', { name: 'Postback URL' })).toContainText(
    /\/kochava\/postbacks\/pr_\w+\/[\w-]{32}\?kochava_device_id=/,
  );
  await looksRight(admin, '35-postback-url');
  await url.getByRole('button', { name: 'I have copied it' }).click();
  await admin.getByText('Consent and tracking transparency').click();
  await admin.getByRole('group', { name: 'Presets of the consent fields' }).getByRole('button').first().click();
  await expect(admin.getByRole('region', { name: 'Unsaved changes' })).toBeVisible();
  await admin.getByText('Parameters of postbacks').click();
  await admin.getByLabel('Parameter of Google Advertising ID').fill('gaid');
  await save(admin);
  await admin.getByRole('button', { name: /^Close URL/ }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Close URL' }).click();
  await expect(admin.getByText('None yet: make one')).toBeVisible();

  await admin.goto(`/projects/${world.project}/connect`);
  await admin.getByRole('button', { name: 'Make a secret' }).click();
  const secret = admin.getByRole('dialog', { name: 'Copy the webhook secret now' });
  await expect(secret.getByRole('region', { name: 'Webhook header' })).toContainText('X-Webhook-Secret: ');
  await secret.getByRole('button', { name: 'I have copied it' }).click();
  await admin.getByRole('button', { name: /^Remove secret/ }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove secret' }).click();
  await expect(admin.getByText('No secret yet, so no call is taken')).toBeVisible();
});

test('a sync of installs: without what belongs to events and users', async ({ admin, world }) => {
  await admin.goto(`/projects/${world.project}/syncs`);
  await admin.getByRole('button', { name: 'Create sync' }).click();
  await admin.getByLabel('Sync name').fill('iOS installs');
  await admin.getByLabel('Kochava (Install)').check();
  await looksRight(admin, '33-create-sync');
  await admin.getByRole('dialog').getByRole('button', { name: 'Create Sync' }).click();
  await expect(admin.getByText('Installs', { exact: true })).toBeVisible();
  await expect(admin.getByRole('heading', { name: 'Send Users' })).toHaveCount(0);
  await expect(admin.getByLabel('Currency')).toHaveCount(0);
  await admin.getByLabel('App GUID').fill('koacme-ios-5d1a');
  await flip(admin, 'Send Events');
  await admin.getByRole('combobox', { name: 'Add an event' }).click();
  await admin.getByRole('option', { name: /\[Amplitude\] Application Installed/ }).click();
  await expect(admin.getByText('sent as an install')).toBeVisible();
  const preview = admin.getByRole('complementary', { name: 'What will be sent' });
  await expect(preview.getByText('"action": "install"')).toBeVisible();
  await looksRight(admin, '34-install-sync', { alike: true });
  await save(admin);
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
  await looksRight(page, '27-viewer', { alike: true });
  await context.close();
});

async function flip(page: Page, name: string): Promise<void> {
  await page.getByRole('switch', { name }).focus();
  await page.keyboard.press('Space');
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden();
}

async function asAdmin({ stack }: World, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${stack.adminToken}`, 'content-type': 'application/json' };
  const answer = await fetch(`${stack.urls.config}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.ok, await answer.text()).toBe(true);
}
