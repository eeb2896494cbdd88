import { type Page } from '@playwright/test';
import { complaintsOf } from './support/complaints.ts';
import { looksRight } from './support/looks.ts';
import { expect, test } from './support/test.ts';

const apiKey = 'the-key-of-the-amplitude-project';
const device = { device_id: 'iphone-of-ada', user_id: 'ada-lovelace', idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' };
const surroundings = { platform: 'iOS', os_name: 'ios', os_version: '17.4', device_model: 'iPhone15,3' };

test('from an empty installation to the first accepted event and its released link', async ({ page, untouched }) => {
  test.setTimeout(240_000);
  const { urls, sandbox, adminToken } = untouched;
  const complaints = complaintsOf(page);
  const upload = async (event: object): Promise<void> => {
    const body = JSON.stringify({
      api_key: apiKey,
      events: [{ ...device, ...surroundings, ip: '203.0.113.7', ...event }],
    });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${urls.ingest}/2/httpapi`, { method: 'POST', headers, body })).status).toBe(200);
  };
  const requests = () => sandbox?.requests().map(({ kind, rawBody }) => `${kind} ${rawBody}`) ?? [];

  await test.step('the first admin', async () => {
    await page.goto(urls.config);
    await expect(page.getByRole('heading', { name: 'Set up kochava-stream' })).toBeVisible();
    await looksRight(page, '00-first-admin');
    await page.getByLabel('Set-up token').fill('not-the-token');
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('short');
    await page.getByRole('button', { name: 'Create admin and sign in' }).click();
    await expect(page.getByRole('alert').or(page.locator('[class*=Input-error]')).first()).toBeVisible();
    await page.getByLabel('Set-up token').fill(adminToken);
    await page.getByRole('textbox', { name: 'Password' }).fill('a long way to the sea');
    await page.getByRole('button', { name: 'Create admin and sign in' }).click();
  });

  await test.step('the project', async () => {
    await expect(page.getByRole('heading', { name: 'New project' })).toBeVisible();
    await page.getByLabel('Project name').fill('Acme Shop');
    await page.getByLabel('Amplitude API key').fill(apiKey);
    await page.getByRole('button', { name: 'Create project' }).click();
    await expect(page.getByText('No sync yet')).toBeVisible();
    await looksRight(page, '01-no-sync');
  });

  await test.step('enter a sync name, then click Create Sync', async () => {
    await page.getByRole('button', { name: 'Create sync' }).click();
    await page.getByLabel('Sync name').fill('Post-install');
    await page.getByRole('button', { name: 'Create Sync', exact: true }).click();
    await expect(page.getByRole('switch', { name: 'Status' })).not.toBeChecked();
    await expect(page.getByText('Before it can be enabled')).toBeVisible();
    await looksRight(page, '02-set-up-empty', { alike: true });
  });

  await test.step('the set-up, in the order of the source', async () => {
    await turnOn(page, 'Status');
    await expect(page.getByText('This is required: paste the App GUID')).toBeVisible();
    await page.getByLabel('App GUID').fill('koacme-ios');
    await expect(page.getByText('This is required: paste the App GUID')).toBeHidden();

    await page.getByLabel('Enable Authentication').check();
    await page.getByRole('textbox', { name: 'API Key' }).fill('the-api-key-1234');
    await page.getByRole('textbox', { name: 'API secret' }).fill('the-api-secret-5678');

    await turnOn(page, 'Send Events');
    await page.getByRole('combobox', { name: 'Add an event' }).fill('ce:Big purchase');
    await page.getByRole('button', { name: 'Add event' }).click();
    await expect(page.getByRole('alert').filter({ hasText: /custom/i })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
    await page.getByRole('button', { name: 'Remove ce:Big purchase' }).click();
    await page.getByRole('combobox', { name: 'Add an event' }).fill('Product Purchased');
    await page.getByRole('combobox', { name: 'Add an event' }).press('Enter');
    await page.getByRole('combobox', { name: 'Kochava event name for Product Purchased' }).fill('Purchase');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Add filter' }).click();
    await page.getByRole('combobox', { name: 'Filter 1: property' }).fill('price');
    await page.keyboard.press('Escape');
    await page.getByLabel('Filter 1: comparison').selectOption('is greater than');
    await page.getByRole('combobox', { name: 'Filter 1: values' }).fill('10');
    await page.keyboard.press('Enter');

    await expect(page.getByRole('combobox', { name: 'Kochava Device ID' })).toHaveValue('device_id');
    await expect(page.getByRole('combobox', { name: 'Apple Vendor ID' })).toHaveValue('idfv');

    await choose(page, 'Event properties', 'price');
    await turnOn(page, 'Send Users');
    await choose(page, 'User properties to link', 'plan');
    await page.getByLabel('Settle time of a device').fill('1');
  });

  await test.step('what will be sent stands beside it', async () => {
    const preview = page.getByRole('complementary', { name: 'What will be sent' });
    await expect(preview.getByText('The event is sent')).toBeVisible();
    await expect(preview.getByRole('region', { name: 'Post-install event' })).toContainText('"event_name": "Purchase"');
    await preview.getByLabel('Amplitude event').fill('{"event_type": "Product Purchased"');
    await expect(preview.getByText('This is not JSON yet')).toBeVisible();
    const cheap = { event_type: 'Product Purchased', ...device, ip: '203.0.113.7', event_properties: { price: 3 } };
    await preview.getByLabel('Amplitude event').fill(JSON.stringify(cheap));
    await expect(preview.getByText('Filter 1 does not hold')).toBeVisible();
    await preview.getByRole('button', { name: 'iOS' }).click();
    await expect(preview.getByText('The event is sent')).toBeVisible();
    await looksRight(page, '03-set-up');
  });

  await test.step('save, which enables it', async () => {
    await page.getByLabel('Why (for the history, optional)').fill('the first sync');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await expect(page.getByText('••••••••1234')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden();
  });

  await test.step('a test reaches Kochava, and its reply is shown', async () => {
    await page.getByRole('button', { name: 'Send as a test' }).click();
    await page.getByRole('button', { name: 'Send test' }).click();
    await expect(page.getByText('Event: accepted by Kochava')).toBeVisible();
    await looksRight(page, '04-test-sent', { alike: true });
  });

  await test.step('an app sends: the event is accepted, and then its link is released', async () => {
    const before = requests().length;
    await upload({ event_type: '$identify', user_properties: { $set: { plan: 'pro' } } });
    await upload({ event_type: 'Product Purchased', event_properties: { price: 25 } });
    await expect.poll(() => requests().length, { timeout: 15_000 }).toBe(before + 2);
    const [event, link] = requests().slice(before);
    expect(event).toContain('"event_name":"Purchase"');
    expect(link).toContain('"plan":"pro"');
  });

  await test.step('and the console says so', async () => {
    await page.getByRole('tab', { name: 'Delivery' }).click();
    await expect(page.getByLabel('Chart: 1 events delivered, 0 not delivered')).toBeVisible({ timeout: 20_000 });
    await page.getByRole('tab', { name: 'Identity' }).click();
    await expect(page.getByLabel(/Chart: 1 held, 1 released, 1 accepted/)).toBeVisible({ timeout: 20_000 });
  });
  expect(complaints).toEqual([]);
});

async function choose(page: Page, label: string, name: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).fill(name);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

/** The input of a switch is drawn by its track: it is worked with the keyboard here, as it must be possible. */
async function turnOn(page: Page, name: string): Promise<void> {
  const control = page.getByRole('switch', { name });
  await control.focus();
  await page.keyboard.press('Space');
  await expect(control).toBeChecked();
}
