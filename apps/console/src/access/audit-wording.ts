import { type AuditEntry } from '../api/access.ts';

const actions: Readonly<Record<string, string>> = {
  'POST /api/session': 'Signed in',
  'DELETE /api/session': 'Signed out',
  'POST /api/session/password': 'Changed their own password',
  'POST /api/setup': 'Made the first admin',
  'POST /api/people': 'Added a person',
  'PATCH /api/people/:person': 'Changed a person',
  'PUT /api/projects/:project/people': 'Gave or took a role',
  'POST /api/tokens': 'Made an API token',
  'DELETE /api/tokens/:token': 'Revoked an API token',
  'POST /api/projects': 'Registered a project',
  'POST /api/projects/:project/syncs': 'Created a sync',
  'PATCH /api/syncs/:id': 'Changed a sync',
  'POST /api/syncs/:id/enable': 'Enabled a sync',
  'POST /api/syncs/:id/disable': 'Disabled a sync',
  'POST /api/syncs/:id/rollback': 'Rolled a sync back',
  'POST /api/syncs/:id/postback-secrets': 'Made a postback URL',
  'DELETE /api/syncs/:id/postback-secrets/:secret': 'Closed a postback URL',
  'POST /api/projects/:project/webhook-secrets': 'Made a webhook secret',
  'DELETE /api/projects/:project/webhook-secrets/:fingerprint': 'Removed a webhook secret',
  'POST /api/syncs/:id/installs': 'Imported installs',
  'POST /api/syncs/:id/devices/:device/confirm': 'Confirmed a device by hand',
  'POST /api/2/deletions/users': 'Asked for a deletion',
  'POST /api/syncs/:id/test': 'Sent a test to Kochava',
  'PUT /api/syncs/:id/alerts': 'Changed alerts',
  'POST /api/syncs/:id/alerts/test': 'Sent a test alert',
  'POST /api/syncs/:id/dead-letters/replay': 'Replayed dead letters',
  'POST /api/syncs/:id/dead-letters/delete': 'Deleted dead letters',
  'POST /api/syncs/:id/devices/:device/release': 'Released a held link by hand',
  'POST /api/syncs/:id/devices/:device/reopen': 'Re-opened an expired link',
};

/** What was done, in words; what has none yet by its method and route. */
export function actionOf({ method, route }: AuditEntry): string {
  const path = route.startsWith('/') ? route : `/${route}`;
  return actions[`${method} ${path}`] ?? `${method} ${path}`;
}
