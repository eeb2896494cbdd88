import { looksRight } from './support/looks.ts';
import { expect, ofSync, test } from './support/test.ts';

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
  await looksRight(admin, '13-search', { alike: true });
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
  await expect(device.getByText(/(is|are) held until Kochava is known to have the device/)).toBeVisible();
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

  const one = await table
    .getByText(/^(pixel|iphone)-/)
    .first()
    .innerText();
  await admin.getByLabel('Only the letters of a device').fill(one);
  await expect(admin.getByText('All letters of this device')).toBeVisible();
  await expect(table.getByText(/^(pixel|iphone)-/).filter({ hasNotText: one })).toHaveCount(0);
  await admin.getByLabel('Only the letters of a device').fill('');
  await expect(admin.getByText(/^All \d+ letters/)).toBeVisible();
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

test('a sync that has sent nothing says on every page what to do', async ({ admin, world }) => {
  const at = (page: string) => admin.goto(ofSync(world, 'tvOS, to be finished', page));
  await at('delivery');
  await expect(admin.getByText('Finish its set-up and enable it')).toBeVisible();
  await looksRight(admin, '30-no-delivery');
  await at('identity');
  await expect(admin.getByText('Switch on Send Users in the set-up')).toBeVisible();
  await looksRight(admin, '31-no-identity', { alike: true });
  await at('dead-letters');
  await expect(admin.getByText('can be sent again')).toBeVisible();
  await looksRight(admin, '32-no-dead-letters', { alike: true });
});
