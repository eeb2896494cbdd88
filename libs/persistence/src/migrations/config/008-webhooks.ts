import { migration } from '../migration.ts';

/** What Amplitude's webhook streaming proves itself with: hashes of secrets, and when they were made. */
export const webhooks = migration(8, 'webhooks', [
  `ALTER TABLE project ADD COLUMN webhook_secrets jsonb NOT NULL DEFAULT '[]'`,
]);
