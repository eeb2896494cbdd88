import { type Provider, type Type } from '@nestjs/common';
import { type Logger } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { AuditController } from '../audit/audit.controller.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { Browsers } from '../auth/browser.ts';
import { LoginThrottle } from '../auth/login-throttle.ts';
import { Passwords } from '../auth/password.ts';
import { Sessions } from '../auth/sessions.ts';
import { Tokens } from '../store/tokens.ts';
import { LOGGER, OIDC } from './injected.ts';
import { MembersController } from './members.controller.ts';
import { OidcController } from './oidc.controller.ts';
import { OidcLogins } from './oidc-logins.ts';
import { oidcSettings, publicUrl, type OidcEnv } from './oidc-settings.ts';
import { OidcSignIn } from './oidc-sign-in.ts';
import { Oidc } from './oidc.ts';
import { PeopleController } from './people.controller.ts';
import { People } from './people.ts';
import { SessionController } from './session.controller.ts';
import { SetupController } from './setup.controller.ts';
import { SetUp } from './setup.ts';
import { SignIn } from './sign-in.ts';
import { TokensController } from './tokens.controller.ts';

export const accessControllers: readonly Type[] = [
  SessionController,
  OidcController,
  SetupController,
  PeopleController,
  MembersController,
  TokensController,
  AuditController,
];

/** Everything that knows people and tokens. */
export interface AccessParts {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly auditLog: AuditLog;
  readonly providers: readonly Provider[];
}

/** @throws BadOidcSettings */
export function accessParts(db: Database, env: OidcEnv & { PASSWORD_LOGIN: boolean }, logger: Logger): AccessParts {
  const settings = oidcSettings(env);
  const [tokens, sessions, people] = [new Tokens(db), new Sessions(db), new People(db)];
  const throttle = new LoginThrottle(db);
  const signIn = new SignIn(people, new Passwords(), throttle, {
    password: env.PASSWORD_LOGIN,
    oidc: settings !== undefined,
  });
  const auditLog = new AuditLog(db, logger);
  return {
    tokens,
    sessions,
    auditLog,
    providers: [
      { provide: LOGGER, useValue: logger },
      { provide: OIDC, useValue: settings && new OidcSignIn(new Oidc(settings), new OidcLogins(db), people) },
      { provide: People, useValue: people },
      { provide: Browsers, useValue: new Browsers(sessions, publicUrl(env)) },
      { provide: SignIn, useValue: signIn },
      { provide: SetUp, useValue: new SetUp(db, people, signIn, throttle) },
      { provide: Tokens, useValue: tokens },
      { provide: AuditLog, useValue: auditLog },
    ],
  };
}
