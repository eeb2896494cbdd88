import { type App } from '../apps.ts';
import { isObject } from '../checks/findings.ts';

/** The apps of a request's body or of the environment. @throws Error naming the first field at fault */
export function appsOf(given: unknown): App[] {
  if (!Array.isArray(given)) throw new Error('apps: a list of apps is needed');
  return given.map((app, index) => appOf(app, `apps[${index}]`));
}

function appOf(app: unknown, at: string): App {
  if (!isObject(app)) throw new Error(`${at}: an object is needed`);
  const { appGuid, auth, paid, ...others } = app;
  if (typeof appGuid !== 'string' || appGuid === '') throw new Error(`${at}.appGuid: a text is needed`);
  if (paid !== undefined && typeof paid !== 'boolean') throw new Error(`${at}.paid: true or false is needed`);
  for (const key of Object.keys(others)) throw new Error(`${at}.${key}: not known; known are appGuid, auth, paid`);
  return {
    appGuid,
    ...(paid === undefined ? {} : { paid }),
    ...(auth === undefined ? {} : { auth: authOf(auth, at) }),
  };
}

function authOf(auth: unknown, at: string): NonNullable<App['auth']> {
  if (!isObject(auth)) throw new Error(`${at}.auth: an object is needed`);
  const { apiKey, apiSecret, strict = true } = auth;
  if (typeof apiKey !== 'string' || apiKey === '') throw new Error(`${at}.auth.apiKey: a text is needed`);
  if (typeof apiSecret !== 'string' || apiSecret === '') throw new Error(`${at}.auth.apiSecret: a text is needed`);
  if (typeof strict !== 'boolean') throw new Error(`${at}.auth.strict: true or false is needed`);
  return { apiKey, apiSecret, strict };
}
