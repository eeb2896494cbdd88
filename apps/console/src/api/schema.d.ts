/**
 * The config API as its OpenAPI document describes it. Made by "npm run api:types"; do not change it by hand.
 */

export interface paths {
  '/api/session/options': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How one may sign in here */
    get: operations['session-options'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is signed in */
    get: operations['session-get'];
    put?: never;
    /** Sign in with a password: sets the cookie ks_session */
    post: operations['session-create'];
    /** Sign out */
    delete: operations['session-delete'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/session/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Change one's own password: every other session ends */
    post: operations['session-password'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/session/oidc': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Sign in with the identity provider: sends the browser there */
    get: operations['oidc-begin'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/session/oidc/callback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where the identity provider sends the browser back to */
    get: operations['oidc-callback'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/setup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make the first admin with the one-time token, and sign in */
    post: operations['setup-create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/people': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The people of the installation, newest first */
    get: operations['people-list'];
    put?: never;
    /** Add a person; a password given here must be changed at the first login */
    post: operations['people-create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/people/{person}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change what a person is called or may do, shut them out, or give a new password */
    patch: operations['people-change'];
    trace?: never;
  };
  '/api/projects/{project}/people': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who has a role in the project */
    get: operations['members-list'];
    /** Give somebody a role in the project, or take it (null) */
    put: operations['members-set'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The API tokens that you may revoke, newest first */
    get: operations['tokens-list'];
    put?: never;
    /** Make a token for a program; it is shown once */
    post: operations['tokens-create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tokens/{token}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Revoke a token: it opens nothing any more, from now on */
    delete: operations['tokens-revoke'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who did what, newest first; admins of projects see what was done there */
    get: operations['audit-list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audit/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The whole log with its hashes, oldest first */
    get: operations['audit-export'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/projects': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the projects that you have a role in */
    get: operations['projects-list'];
    put?: never;
    /** Register an Amplitude project: its API key is what SDKs send */
    post: operations['projects-create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/projects/{project}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One project */
    get: operations['projects-get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/projects/{project}/syncs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A project's syncs */
    get: operations['syncs-list'];
    put?: never;
    /** Create a sync "Kochava (Post Install)"; it starts disabled */
    post: operations['syncs-create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One sync; the ETag is its version */
    get: operations['syncs-get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change a sync: JSON Merge Patch against the version in If-Match */
    patch: operations['syncs-change'];
    trace?: never;
  };
  '/api/syncs/{id}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Start sending; nothing from before is sent */
    post: operations['syncs-enable'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop sending; what waits for Kochava is kept, and the answer says how much that is */
    post: operations['syncs-disable'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/remaining': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What of a sync is on its way to Kochava, and what is held */
    get: operations['syncs-whatRemains'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every change of a sync: who, when, why, and what; the newest first */
    get: operations['history-list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/history/{version}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A sync as it was at one version */
    get: operations['history-one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/diff': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What differs between two versions; without `to`, from one to the newest */
    get: operations['history-diff'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/rollback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Back to the settings of an earlier version, as a new one; status and secrets stay */
    post: operations['history-rollBack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/validate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Everything that is wrong with a change before it is made; nothing is saved */
    post: operations['validation-validate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What one event would cause: the decision, the exact requests to Kochava, or why not */
    post: operations['preview-preview'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send what one event would cause to Kochava, now, once, and show the replies */
    post: operations['test-test'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/projects/{project}/suggestions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Names and mapping sources seen in the traffic of the last seven days, with when */
    get: operations['suggestions-suggestions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/kochava/standards': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Kochava's own names of events and keys, for renaming; what filters can ask for */
    get: operations['suggestions-standards'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/projects/{project}/overview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How each of a project's syncs is and why, and what it did in the last 24 hours */
    get: operations['delivery-overview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/delivery': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What became of the events of a sync: steps, series, metrics, errors by class */
    get: operations['delivery-delivery'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/delivery/samples': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A few failures as they were: what you sent, what we sent, what Kochava said */
    get: operations['delivery-samples'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/2/event-streaming/delivery-metrics-summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The delivery metrics of a sync, asked for and answered as at Amplitude's API of the same path
     * @description The token may also be sent as the password of HTTP Basic authentication, with any user name.
     */
    get: operations['summary-summary'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/alerts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What is watched of a sync, what fires now, and what was told lately */
    get: operations['alerts-get'];
    /** Say what is to be watched, and where it is to be told */
    put: operations['alerts-change'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/alerts/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send a notice now, to see whether it arrives */
    post: operations['alerts-test'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A sync's dead letters, the newest first */
    get: operations['syncletters-list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/dead-letters/groups': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How many dead letters there are of which kind and reason */
    get: operations['syncletters-groups'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/dead-letters/{letter}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One dead letter: what was sent to us, what we sent, what Kochava said */
    get: operations['syncletters-one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/dead-letters/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send dead letters again, no faster than the rate; letters that come later are not in it */
    post: operations['syncletters-replay'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/dead-letters/delete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Delete dead letters; nothing of what was in them is left */
    post: operations['syncletters-delete'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/replays': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was replayed, and what is under way, the newest first */
    get: operations['syncletters-replays'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/replays/{replay}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How far one replay is */
    get: operations['syncletters-oneReplay'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/replays/{replay}/stop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop a replay: what it has not sent stays among the dead letters */
    post: operations['syncletters-stop'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Dead letters of which nobody could tell the sync, the newest first */
    get: operations['unassignedletters-list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/dead-letters/groups': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How many dead letters there are of which kind and reason */
    get: operations['unassignedletters-groups'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/dead-letters/{letter}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One dead letter of no sync, with the message that could not be read */
    get: operations['unassignedletters-one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/dead-letters/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Put messages back to where they came from, no faster than the rate; letters that come later are not in it */
    post: operations['unassignedletters-replay'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/dead-letters/delete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Delete dead letters; nothing of what was in them is left */
    post: operations['unassignedletters-delete'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/replays': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was replayed, and what is under way, the newest first */
    get: operations['unassignedletters-replays'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/replays/{replay}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How far one replay is */
    get: operations['unassignedletters-oneReplay'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/replays/{replay}/stop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop a replay: what it has not sent stays among the dead letters */
    post: operations['unassignedletters-stop'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/identity': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Links held, released, accepted and expired over time; what is held now, and for how long */
    get: operations['identity-identity'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/devices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Devices by an id; without one, those with a hold, the longest first */
    get: operations['identity-devices'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/devices/{device}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One device: how it stands, and everything that happened to it, the newest first */
    get: operations['identity-history'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/devices/{device}/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send what is held of a device now, whether or not Kochava is known to have it: see the warning */
    post: operations['byhand-release'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/syncs/{id}/devices/{device}/reopen': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Hold again what expired or was refused of a device, as far as nothing newer has replaced it */
    post: operations['byhand-reopen'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/projects/{project}/counts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where every received event is: the books of a project, by sync and reason */
    get: operations['counts-counts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This description */
    get: operations['openapi-describe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ApiError: {
      error: {
        status: number;
        message: string;
        problems: {
          /** @description JSON pointer into the body, or the name of a query parameter */
          field: string;
          problem: string;
        }[];
      };
    };
    SessionOptions: {
      /** @description nobody is here yet: POST /api/setup makes the first admin */
      setup: boolean;
      /** @description people may sign in with a password */
      password: boolean;
      /** @description the identity provider that people may sign in with: go to /api/session/oidc */
      oidc: {
        name: string;
      } | null;
    };
    Access: {
      /** @description admin of the installation: of every project, of people, of everything */
      installation: boolean;
      /** @description the role in each of some projects */
      projects: {
        [key: string]: 'viewer' | 'editor' | 'admin';
      };
    };
    SessionView: {
      kind: 'person' | 'token';
      id: string;
      /** @description a person's name, a token's name */
      name: string;
      email: string | null;
      access: components['schemas']['Access'];
      /** @description to be sent as X-CSRF-Token with every POST, PUT, PATCH and DELETE; null for tokens */
      csrf: string | null;
      /** @description nothing else works until POST /api/session/password */
      mustChangePassword: boolean;
      expiresAt: string | null;
      idleMinutes: number | null;
    };
    Person: {
      id: string;
      email: string;
      name: string;
      access: components['schemas']['Access'];
      signsInWith: {
        password: boolean;
        oidc: boolean;
      };
      disabled: boolean;
      /** Format: date-time */
      createdAt: string;
      createdBy: string;
      lastLoginAt: string | null;
    };
    Token: {
      id: string;
      name: string;
      access: components['schemas']['Access'];
      /** Format: date-time */
      createdAt: string;
      createdBy: string | null;
      expiresAt: string | null;
      revokedAt: string | null;
      lastUsedAt: string | null;
    };
    AuditEntry: {
      seq: number;
      /** Format: date-time */
      at: string;
      request: string;
      who: {
        kind: 'person' | 'token' | 'nobody';
        id: string;
        name: string;
      };
      method: string;
      route: string;
      params: {
        [key: string]: string;
      };
      project: string | null;
      ip: string | null;
      /** @description null: its end was never written down */
      status: number | null;
      before: unknown;
      after: unknown;
    };
    Project: {
      id: string;
      name: string;
      /** @description what SDKs send as api_key */
      apiKeys: string[];
      /** Format: date-time */
      createdAt: string;
    };
    SyncChange: {
      /** @description how people call the sync */
      name?: string;
      /** @description of the app, from the Kochava dashboard */
      appGuid?: string;
      sendEvents?: {
        enabled?: boolean;
        rename?: {
          [key: string]: string;
        };
        currency?: string | null;
        /** @description Amplitude event types to send; none selected = none sent */
        events?: string[];
        /** @description all must hold; of the values of one, one */
        filters?: {
          on: 'event' | 'user' | 'group' | 'context';
          property: string;
          operator:
            | 'is'
            | 'is not'
            | 'contains'
            | 'does not contain'
            | 'is greater than'
            | 'is less than'
            | 'is at least'
            | 'is at most'
            | 'matches one of'
            | 'is set'
            | 'is not set';
          values: (string | number | boolean)[];
        }[];
        properties?: {
          event?: string[];
          user?: string[];
        };
      };
      mappings?: {
        kochava_device_id?: string;
        ip?: string;
        idfa?: string | null;
        idfv?: string | null;
        adid?: string | null;
        android_id?: string | null;
        att?: string | null;
        att_time?: string | null;
        att_duration?: string | null;
        att_detail?: string | null;
        device_limit_tracking?: string | null;
        gdpr_applies?: string | null;
        tc_string?: string | null;
        ad_user_data?: string | null;
        ad_personalization?: string | null;
      };
      sendUsers?: {
        enabled?: boolean;
        properties?: string[];
      };
      hold?: {
        settleSeconds?: number;
        expireDays?: number;
      };
      concurrency?: number;
      authentication?: {
        enabled?: boolean;
        /** @description API key of the Kochava account; write-only, null or absent keeps what is there */
        apiKey?: string | null;
        /** @description secret authentication key from Kochava; write-only, null or absent keeps what is there */
        apiSecret?: string | null;
      };
      /** @description why; shown in the history */
      why?: string;
    };
    Sync: {
      id: string;
      project: string;
      /** @description grows by one with every change */
      version: number;
      status: 'enabled' | 'disabled';
      /** @description how people call the sync */
      name: string;
      /** @description of the app, from the Kochava dashboard */
      appGuid: string;
      sendEvents: {
        enabled: boolean;
        rename: {
          [key: string]: string;
        };
        currency: string | null;
        /** @description Amplitude event types to send; none selected = none sent */
        events: string[];
        /** @description all must hold; of the values of one, one */
        filters: {
          on: 'event' | 'user' | 'group' | 'context';
          property: string;
          operator:
            | 'is'
            | 'is not'
            | 'contains'
            | 'does not contain'
            | 'is greater than'
            | 'is less than'
            | 'is at least'
            | 'is at most'
            | 'matches one of'
            | 'is set'
            | 'is not set';
          values: (string | number | boolean)[];
        }[];
        /** @description sent in event_data; none selected = none sent */
        properties: {
          event: string[];
          user: string[];
        };
      };
      mappings: {
        kochava_device_id: string;
        ip: string;
        idfa?: string | null;
        idfv?: string | null;
        adid?: string | null;
        android_id?: string | null;
        att?: string | null;
        att_time?: string | null;
        att_duration?: string | null;
        att_detail?: string | null;
        device_limit_tracking?: string | null;
        gdpr_applies?: string | null;
        tc_string?: string | null;
        ad_user_data?: string | null;
        ad_personalization?: string | null;
      };
      sendUsers: {
        enabled: boolean;
        properties: string[];
      };
      hold: {
        settleSeconds: number;
        expireDays: number;
      };
      concurrency: number;
      authentication: {
        enabled: boolean;
        apiKey: {
          /** @constant */
          set: true;
          last4: string;
          /** @description first 12 hex digits of its SHA-256 */
          fingerprint: string;
        } | null;
        apiSecret: {
          /** @constant */
          set: true;
          last4: string;
          /** @description first 12 hex digits of its SHA-256 */
          fingerprint: string;
        } | null;
      };
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    Reason: {
      /** @description why; shown in the history */
      why?: string;
    };
    Remaining: {
      /** @description handed on for Kochava and not ended yet */
      events: number;
      retrying: number | null;
      /** @description user properties that are held, one for each name of each device */
      heldProperties: number;
      /** @description what happens to them */
      explanation: string;
    };
    DisabledSync: {
      id: string;
      project: string;
      /** @description grows by one with every change */
      version: number;
      status: 'enabled' | 'disabled';
      /** @description how people call the sync */
      name: string;
      /** @description of the app, from the Kochava dashboard */
      appGuid: string;
      sendEvents: {
        enabled: boolean;
        rename: {
          [key: string]: string;
        };
        currency: string | null;
        /** @description Amplitude event types to send; none selected = none sent */
        events: string[];
        /** @description all must hold; of the values of one, one */
        filters: {
          on: 'event' | 'user' | 'group' | 'context';
          property: string;
          operator:
            | 'is'
            | 'is not'
            | 'contains'
            | 'does not contain'
            | 'is greater than'
            | 'is less than'
            | 'is at least'
            | 'is at most'
            | 'matches one of'
            | 'is set'
            | 'is not set';
          values: (string | number | boolean)[];
        }[];
        /** @description sent in event_data; none selected = none sent */
        properties: {
          event: string[];
          user: string[];
        };
      };
      mappings: {
        kochava_device_id: string;
        ip: string;
        idfa?: string | null;
        idfv?: string | null;
        adid?: string | null;
        android_id?: string | null;
        att?: string | null;
        att_time?: string | null;
        att_duration?: string | null;
        att_detail?: string | null;
        device_limit_tracking?: string | null;
        gdpr_applies?: string | null;
        tc_string?: string | null;
        ad_user_data?: string | null;
        ad_personalization?: string | null;
      };
      sendUsers: {
        enabled: boolean;
        properties: string[];
      };
      hold: {
        settleSeconds: number;
        expireDays: number;
      };
      concurrency: number;
      authentication: {
        enabled: boolean;
        apiKey: {
          /** @constant */
          set: true;
          last4: string;
          /** @description first 12 hex digits of its SHA-256 */
          fingerprint: string;
        } | null;
        apiSecret: {
          /** @constant */
          set: true;
          last4: string;
          /** @description first 12 hex digits of its SHA-256 */
          fingerprint: string;
        } | null;
      };
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      remaining: components['schemas']['Remaining'];
    };
    Change: {
      /** @description JSON pointer */
      field: string;
      /** @description null = it was not there */
      before: unknown;
      /** @description null = it is not there */
      after: unknown;
    };
    HistoryEntry: {
      /** @description grows by one with every change */
      version: number;
      /** @description what happened: SyncCreated, MappingsChanged, … */
      type: string;
      /** Format: date-time */
      at: string;
      who: string;
      why: string | null;
      /** @description grows by one with every change */
      rolledBackTo?: number;
      changes: components['schemas']['Change'][];
    };
    PastSync: {
      /** @description grows by one with every change */
      version: number;
      /** @description what happened: SyncCreated, MappingsChanged, … */
      type: string;
      /** Format: date-time */
      at: string;
      who: string;
      why: string | null;
      sync: {
        id: string;
        project: string;
        /** @description grows by one with every change */
        version: number;
        status: 'enabled' | 'disabled';
        /** @description how people call the sync */
        name: string;
        /** @description of the app, from the Kochava dashboard */
        appGuid: string;
        sendEvents: {
          enabled: boolean;
          rename: {
            [key: string]: string;
          };
          currency: string | null;
          /** @description Amplitude event types to send; none selected = none sent */
          events: string[];
          /** @description all must hold; of the values of one, one */
          filters: {
            on: 'event' | 'user' | 'group' | 'context';
            property: string;
            operator:
              | 'is'
              | 'is not'
              | 'contains'
              | 'does not contain'
              | 'is greater than'
              | 'is less than'
              | 'is at least'
              | 'is at most'
              | 'matches one of'
              | 'is set'
              | 'is not set';
            values: (string | number | boolean)[];
          }[];
          /** @description sent in event_data; none selected = none sent */
          properties: {
            event: string[];
            user: string[];
          };
        };
        mappings: {
          kochava_device_id: string;
          ip: string;
          idfa?: string | null;
          idfv?: string | null;
          adid?: string | null;
          android_id?: string | null;
          att?: string | null;
          att_time?: string | null;
          att_duration?: string | null;
          att_detail?: string | null;
          device_limit_tracking?: string | null;
          gdpr_applies?: string | null;
          tc_string?: string | null;
          ad_user_data?: string | null;
          ad_personalization?: string | null;
        };
        sendUsers: {
          enabled: boolean;
          properties: string[];
        };
        hold: {
          settleSeconds: number;
          expireDays: number;
        };
        concurrency: number;
        authentication: {
          enabled: boolean;
          apiKey: {
            /** @constant */
            set: true;
            last4: string;
            /** @description first 12 hex digits of its SHA-256 */
            fingerprint: string;
          } | null;
          apiSecret: {
            /** @constant */
            set: true;
            last4: string;
            /** @description first 12 hex digits of its SHA-256 */
            fingerprint: string;
          } | null;
        };
      };
    };
    RollBack: {
      /** @description grows by one with every change */
      version: number;
      /** @description why; shown in the history */
      why?: string;
    };
    SyncPatch: {
      /** @description how people call the sync */
      name?: string;
      /** @description of the app, from the Kochava dashboard */
      appGuid?: string;
      sendEvents?: {
        enabled?: boolean;
        rename?: {
          [key: string]: string;
        };
        currency?: string | null;
        /** @description Amplitude event types to send; none selected = none sent */
        events?: string[];
        /** @description all must hold; of the values of one, one */
        filters?: {
          on: 'event' | 'user' | 'group' | 'context';
          property: string;
          operator:
            | 'is'
            | 'is not'
            | 'contains'
            | 'does not contain'
            | 'is greater than'
            | 'is less than'
            | 'is at least'
            | 'is at most'
            | 'matches one of'
            | 'is set'
            | 'is not set';
          values: (string | number | boolean)[];
        }[];
        properties?: {
          event?: string[];
          user?: string[];
        };
      };
      mappings?: {
        kochava_device_id?: string;
        ip?: string;
        idfa?: string | null;
        idfv?: string | null;
        adid?: string | null;
        android_id?: string | null;
        att?: string | null;
        att_time?: string | null;
        att_duration?: string | null;
        att_detail?: string | null;
        device_limit_tracking?: string | null;
        gdpr_applies?: string | null;
        tc_string?: string | null;
        ad_user_data?: string | null;
        ad_personalization?: string | null;
      };
      sendUsers?: {
        enabled?: boolean;
        properties?: string[];
      };
      hold?: {
        settleSeconds?: number;
        expireDays?: number;
      };
      concurrency?: number;
      authentication?: {
        enabled?: boolean;
        /** @description API key of the Kochava account; write-only, null or absent keeps what is there */
        apiKey?: string | null;
        /** @description secret authentication key from Kochava; write-only, null or absent keeps what is there */
        apiSecret?: string | null;
      };
    };
    Draft: {
      patch?: components['schemas']['SyncPatch'];
    };
    Problem: {
      /** @description JSON pointer into the sync */
      field: string;
      problem: string;
    };
    Hint: {
      field: string;
      hint: string;
    };
    Validation: {
      /** @description why it cannot be saved */
      problems: components['schemas']['Problem'][];
      /** @description what is missing before it can be enabled */
      toEnable: components['schemas']['Problem'][];
      /** @description what is probably not meant */
      hints: components['schemas']['Hint'][];
      changes: components['schemas']['Change'][];
    };
    PreviewRequest: {
      /** @description an Amplitude event as the HTTP API, an export or a webhook has it; or an upload */
      event: unknown;
      patch?: components['schemas']['SyncPatch'];
      /** @description what was known of the user and the device before; default: nothing */
      remembered?: {
        userProperties?: {
          [key: string]: unknown;
        };
        ids?: {
          idfa?: string;
          idfv?: string;
          adid?: string;
          android_id?: string;
        };
      };
    };
    KochavaRequest: {
      kind: 'event' | 'link';
      /** @constant */
      method: 'POST';
      path: string;
      headers: {
        [key: string]: string;
      };
      /** @description the exact bytes */
      body: string;
    };
    Preview: {
      /** @description grows by one with every change */
      version: number;
      /** @description a patch was laid over the version */
      draft: boolean;
      /** @description as ingest would store it */
      event: {
        [key: string]: unknown;
      };
      decision: {
        what: 'sent' | 'filtered' | 'dropped';
        /** @description as it is counted; empty where it is sent */
        reason: string;
        explanation: string;
      };
      /** @description one for each filter, in their order */
      filters: {
        holds: boolean;
        /** @description what the filter found; null = nothing */
        actual: unknown;
      }[];
      request: components['schemas']['KochavaRequest'] | null;
      links: {
        requests: components['schemas']['KochavaRequest'][];
        withdrawn: string[];
        explanation: string;
      };
    };
    TestResult: {
      preview: components['schemas']['Preview'];
      /** @description the event, then the links; nothing more after one that was not accepted */
      sent: {
        request: components['schemas']['KochavaRequest'];
        url: string | null;
        outcome: 'accepted' | 'failed' | 'unknown';
        explanation: string;
        reply: {
          status: number;
          /** @description its first 1,000 characters */
          body: string;
        } | null;
        class: string | null;
        tookMs: number | null;
      }[];
    };
    SeenProperty: {
      name: string;
      /** Format: date-time */
      lastSeen: string;
      /** @description why it cannot be selected; null = it can */
      refused: string | null;
      type: 'event' | 'text' | 'number' | 'flag' | 'list' | 'object';
    };
    Suggestions: {
      events: {
        name: string;
        /** Format: date-time */
        lastSeen: string;
        /** @description why it cannot be selected; null = it can */
        refused: string | null;
        /** @description Kochava's name for it, if it has one */
        standardName: string | null;
      }[];
      eventProperties: components['schemas']['SeenProperty'][];
      userProperties: components['schemas']['SeenProperty'][];
      groups: components['schemas']['SeenProperty'][];
      context: {
        name: string;
        /** Format: date-time */
        lastSeen: string;
        /** @description why it cannot be selected; null = it can */
        refused: string | null;
        type: 'event' | 'text' | 'number' | 'flag' | 'list' | 'object';
        /** @description the value seen last, where it says nothing of a person */
        example: string | null;
      }[];
      /** @description what a mapping can name */
      paths: {
        name: string;
        type: 'event' | 'text' | 'number' | 'flag' | 'list' | 'object';
        /** Format: date-time */
        lastSeen: string;
      }[];
      /** @description for each field of the mappings the paths that probably hold it, the most likely one first */
      mappings: {
        kochava_device_id: string[];
        ip: string[];
        idfa: string[];
        idfv: string[];
        adid: string[];
        android_id: string[];
        att: string[];
        att_time: string[];
        att_duration: string[];
        att_detail: string[];
        device_limit_tracking: string[];
        gdpr_applies: string[];
        tc_string: string[];
        ad_user_data: string[];
        ad_personalization: string[];
      };
    };
    Standards: {
      /** @description the names that Kochava's reports know, in its spelling */
      events: string[];
      /** @description the keys of event_data that its reports know */
      keys: {
        name: string;
        type: 'text' | 'number' | 'flag';
      }[];
      /** @description names that event_data must not have */
      reservedKeys: string[];
      /** @description what a filter on context may ask for */
      contextProperties: string[];
      operators: string[];
    };
    Health: {
      state: 'healthy' | 'degraded' | 'paused';
      /** @description the gravest first */
      reasons: {
        code: string;
        state: 'degraded' | 'paused';
        message: string;
        advice: string;
        since: string | null;
      }[];
    };
    Pending: {
      /** @description handed to the dispatcher and not ended yet */
      events: number;
      /** @description messages that are not done */
      waiting: number;
      /** @description calls that wait for their next attempt */
      retrying: number;
    };
    /** @description from ingest to the answer of Kochava, seconds, within 5 % */
    Latency: {
      p50: number;
      p95: number;
      p99: number;
    };
    /** @description by the names that Amplitude gives its own */
    DeliveryMetrics: {
      /** @description accepted by Kochava */
      eventsDelivered: number;
      /** @description eventsExpired + eventsDiscarded */
      eventsNotDelivered: number;
      /** @description delivered of those that ended; null = none ended */
      deliveryRate: number | null;
      /** @description 95 of 100 were faster; null = none was delivered */
      latencyInSeconds: number | null;
      successOnFirstAttempt: number;
      successAfterRetry: number;
      /** @description tried for 72 h, in vain */
      eventsExpired: number;
      /** @description refused by Kochava for good, or without something that Kochava requires */
      eventsDiscarded: number;
      latency: components['schemas']['Latency'] | null;
    };
    Overview: {
      project: string;
      /** Format: date-time */
      at: string;
      syncs: {
        id: string;
        name: string;
        status: 'enabled' | 'disabled';
        version: number;
        health: components['schemas']['Health'];
        pending: components['schemas']['Pending'] | null;
        last24Hours: components['schemas']['DeliveryMetrics'];
        /** @description of each of the last 24 hours */
        delivered: number[];
      }[];
    };
    DeliveryStep: {
      step: 'received' | 'duplicate' | 'unrouted' | 'filtered' | 'notMappable' | 'mapped' | 'accepted' | 'dead';
      n: number;
      /** @description from 0 to 1; null = there was nothing */
      share: number | null;
      /** @description in the period of the same length before; null = not known any more */
      before: number | null;
      reasons: {
        reason: string;
        n: number;
        title: string;
        meaning: string;
        /** @description what to do about it */
        advice: string;
      }[];
    };
    DeliveryPoint: {
      /** Format: date-time */
      at: string;
      received: number;
      mapped: number;
      delivered: number;
      notDelivered: number;
      /** @description attempts that failed and were to be repeated */
      retries: number;
      latency: components['schemas']['Latency'] | null;
    };
    DeliveryError: {
      kind: 'event' | 'link';
      class: string;
      notDelivered: number;
      retries: number;
      /** @description how many there are to look at */
      samples: number;
      title: string;
      meaning: string;
      /** @description what to do about it */
      advice: string;
    };
    Delivery: {
      sync: string;
      /** Format: date-time */
      start: string;
      /**
       * Format: date-time
       * @description without it
       */
      end: string;
      step: 'minute' | 'hour';
      steps: components['schemas']['DeliveryStep'][];
      /** @description now; null = NATS does not say */
      pending: components['schemas']['Pending'] | null;
      metrics: components['schemas']['DeliveryMetrics'];
      series: components['schemas']['DeliveryPoint'][];
      errors: components['schemas']['DeliveryError'][];
    };
    DeliverySample: {
      id: string;
      kind: 'event' | 'link';
      class: string;
      /** Format: date-time */
      at: string;
      /** Format: date-time */
      acceptedAt: string;
      attempts: number;
      syncVersion: number;
      insertId: string | null;
      traceId: string | null;
      /** @description the event as the SDK sent it; null = not stored any more */
      youSent: unknown | null;
      /** @description null = nothing was sent */
      weSent: {
        /** @constant */
        method: 'POST';
        path: string;
        userAgent: string;
        /** @description cut at 8,000 characters */
        body: string;
      } | null;
      /** @description null = nothing */
      kochavaSaid: {
        status: number;
        /** @description cut at 1,000 characters */
        body: string;
      } | null;
    };
    DeliverySamples: {
      samples: components['schemas']['DeliverySample'][];
    };
    MetricsSummary: {
      timePeriod: string;
      /** @description accepted by Kochava */
      eventsDelivered: number;
      /** @description eventsExpired + eventsDiscarded */
      eventsNotDelivered: number;
      /** @description delivered of those that ended; null = none ended */
      deliveryRate: number | null;
      /** @description 95 of 100 were faster; null = none was delivered */
      latencyInSeconds: number | null;
      successOnFirstAttempt: number;
      successAfterRetry: number;
      /** @description tried for 72 h, in vain */
      eventsExpired: number;
      /** @description refused by Kochava for good, or without something that Kochava requires */
      eventsDiscarded: number;
      /** @description UTC, as 2022-10-01 06:00:00.000000 */
      timePeriodStart: string;
      timePeriodEnd: string;
    };
    AlertRules: {
      successRate: {
        enabled: boolean;
        /** @description of the events that ended */
        below: number;
        /** @description looked back */
        minutes: number;
        /** @description ended events; fewer say nothing */
        atLeast: number;
      };
      volumeChange: {
        enabled: boolean;
        /** @description the last hour against the mean hour of the 24 hours before: so much less, or more */
        percent: number;
        /** @description events in the larger of the two */
        atLeast: number;
      };
      credentialsRefused: {
        enabled: boolean;
      };
      oldestHold: {
        enabled: boolean;
        /** @description a link is held for longer */
        hours: number;
      };
      /** @description what goes on is told again after so long */
      repeatHours: number;
    };
    Alerts: {
      sync: string;
      rules: components['schemas']['AlertRules'];
      channel: {
        kind: 'webhook' | 'slack';
        /** @description its host and last characters */
        url: string;
      } | null;
      firing: {
        rule: 'successRate' | 'volumeChange' | 'credentialsRefused' | 'oldestHold';
        /** Format: date-time */
        since: string;
      }[];
      /** @description the last 50, the newest first */
      notices: {
        id: string;
        event: 'firing' | 'continuing' | 'resolved';
        rule: 'successRate' | 'volumeChange' | 'credentialsRefused' | 'oldestHold';
        /** Format: date-time */
        at: string;
        title: string;
        text: string;
        state: 'waiting' | 'delivered' | 'given-up' | 'not-sent';
        attempts: number;
        problem: string | null;
      }[];
      updatedAt: string | null;
      updatedBy: string | null;
      /** @description only in the answer that made it: what a webhook checks signatures with */
      signingSecret?: string;
    };
    WritableAlerts: {
      rules: components['schemas']['AlertRules'];
      /** @description null = nobody is told; what fires is shown here only */
      channel: {
        kind: 'webhook' | 'slack';
        /** @description write-only; absent keeps what is there */
        url?: string;
        /** @description webhook: signs with a new secret from now on; the answer shows it once */
        renewSecret?: boolean;
      } | null;
    };
    AlertTest: {
      delivered: boolean;
      /** @description what the receiver answered */
      status: number | null;
      problem: string | null;
    };
    DeadLetter: {
      id: string;
      kind: 'event' | 'link' | 'poison';
      /** @description the service that gave up */
      source: string;
      reason: string;
      detail: string;
      syncVersion: number | null;
      attempts: number;
      /** Format: date-time */
      at: string;
      acceptedAt: string | null;
      device: string | null;
      insertId: string | null;
      reply: {
        status: number;
        body: string;
      } | null;
      traceId: string | null;
      state: 'waiting' | 'replayed' | 'deleted';
      replay: string | null;
      replayOf: string | null;
      settledAt: string | null;
      /** @description why it cannot be replayed with this version; null = it can */
      hindered: {
        current: ('no-request' | 'no-event' | 'event-wanted') | null;
        original: ('no-request' | 'no-event' | 'event-wanted') | null;
      };
    };
    DeadLetterGroup: {
      kind: 'event' | 'link' | 'poison';
      source: string;
      reason: string;
      n: number;
      /** Format: date-time */
      oldest: string;
      /** Format: date-time */
      newest: string;
    };
    WholeDeadLetter: {
      id: string;
      kind: 'event' | 'link' | 'poison';
      /** @description the service that gave up */
      source: string;
      reason: string;
      detail: string;
      syncVersion: number | null;
      attempts: number;
      /** Format: date-time */
      at: string;
      acceptedAt: string | null;
      device: string | null;
      insertId: string | null;
      reply: {
        status: number;
        body: string;
      } | null;
      traceId: string | null;
      state: 'waiting' | 'replayed' | 'deleted';
      replay: string | null;
      replayOf: string | null;
      settledAt: string | null;
      /** @description why it cannot be replayed with this version; null = it can */
      hindered: {
        current: ('no-request' | 'no-event' | 'event-wanted') | null;
        original: ('no-request' | 'no-event' | 'event-wanted') | null;
      };
      became: string | null;
      /** @description the event as the SDK sent it, where it is kept */
      event: unknown;
      request: {
        path: string;
        userAgent: string;
        body: string;
      } | null;
      link: {
        [key: string]: string;
      } | null;
      message: {
        subject: string;
        text: string;
      } | null;
    };
    ReplayOrder: {
      ids?: string[];
      filter?: {
        kind?: 'event' | 'link' | 'poison';
        /** @description the service that gave up */
        source?: string;
        reason?: string;
        /** @description a kochava_device_id */
        device?: string;
        insertId?: string;
        /** @description given up at or after; ISO 8601 with its zone */
        from?: string;
        /** @description given up before; ISO 8601 with its zone */
        to?: string;
      };
      /** @description true: only count */
      preview?: boolean;
      /** @description current: events are mapped anew with the sync as it is now; original: the very requests are sent again. Held links always go with the sync as it is now */
      version: 'current' | 'original';
      /**
       * @description letters a second
       * @default 50
       */
      rate: number;
      /** @description for the history */
      why?: string;
    };
    Replay: {
      id: string;
      version: 'current' | 'original';
      rate: number;
      ids: string[] | null;
      filter: {
        kind?: 'event' | 'link' | 'poison';
        /** @description the service that gave up */
        source?: string;
        reason?: string;
        /** @description a kochava_device_id */
        device?: string;
        insertId?: string;
        /** @description given up at or after; ISO 8601 with its zone */
        from?: string;
        /** @description given up before; ISO 8601 with its zone */
        to?: string;
      } | null;
      who: string;
      why: string;
      /** Format: date-time */
      createdAt: string;
      total: number;
      sent: number;
      /** @description could not be replayed, and stay where they are */
      skipped: number;
      /** @description paused: the sync is disabled; it goes on when it is enabled */
      state: 'running' | 'paused' | 'done' | 'stopped';
      endedAt: string | null;
      endedBy: string | null;
    };
    ReplayAnswer: {
      /** @description letters that wait and are meant */
      matching: number;
      replayable: number;
      hindered: {
        /** @description no-request: nothing was kept that could be sent; no-event: the event is not stored any more, only its request; event-wanted: the event is being fetched, try again in a moment */
        hindrance: 'no-request' | 'no-event' | 'event-wanted';
        n: number;
      }[];
      /** @description how long it takes at this rate */
      seconds: number;
      /** @description null: a preview, or nothing to replay */
      replay: components['schemas']['Replay'] | null;
    };
    DeleteOrder: {
      ids?: string[];
      filter?: {
        kind?: 'event' | 'link' | 'poison';
        /** @description the service that gave up */
        source?: string;
        reason?: string;
        /** @description a kochava_device_id */
        device?: string;
        insertId?: string;
        /** @description given up at or after; ISO 8601 with its zone */
        from?: string;
        /** @description given up before; ISO 8601 with its zone */
        to?: string;
      };
      /** @description true: only count */
      preview?: boolean;
      /** @description for the history */
      why?: string;
    };
    /** @description held, released, expired: values of one name; accepted, notDelivered: links, of one or more values */
    IdentityPoint: {
      /** Format: date-time */
      at: string;
      held: number;
      released: number;
      accepted: number;
      expired: number;
      notDelivered: number;
    };
    Identity: {
      sync: string;
      /** Format: date-time */
      start: string;
      /** Format: date-time */
      end: string;
      step: 'minute' | 'hour';
      totals: {
        held: number;
        released: number;
        accepted: number;
        expired: number;
        notDelivered: number;
      };
      series: components['schemas']['IdentityPoint'][];
      holds: {
        /** @description of which something is held now */
        devices: number;
        /** @description since when; null = nothing is held */
        oldest: string | null;
        states: {
          /** @description unconfirmed: Kochava is not known to have the device; no-identifier: it is, but by none of idfa, idfv, adid and android_id; behind-in-flight: an earlier link of the device has no end yet; due: only the settle delay, or the sync being enabled, is missing */
          state: 'unconfirmed' | 'no-identifier' | 'behind-in-flight' | 'due';
          devices: number;
          /** Format: date-time */
          oldest: string;
        }[];
        ages: {
          fromSeconds: number;
          /** @description null = older */
          toSeconds: number | null;
          devices: number;
        }[];
      };
      terms: {
        settleSeconds: number;
        expireDays: number;
      };
    };
    LinkedDevice: {
      /** @description kochava_device_id */
      device: string;
      /** @description null = Kochava is not known to have the device */
      confirmation: {
        /** @description event: Kochava accepted one; postback, import: it reported the install */
        by: string;
        /** Format: date-time */
        at: string;
        /** Format: date-time */
        settledAt: string;
        /** @description grows with every new id: a reinstall, a reset advertising id */
        generation: number;
        /** @description by kind, the newest last */
        ids: {
          [key: string]: string[];
        };
      } | null;
      /** @description by kind, the newest last */
      known: {
        [key: string]: string[];
      };
      hold: {
        /** @description unconfirmed: Kochava is not known to have the device; no-identifier: it is, but by none of idfa, idfv, adid and android_id; behind-in-flight: an earlier link of the device has no end yet; due: only the settle delay, or the sync being enabled, is missing */
        state: 'unconfirmed' | 'no-identifier' | 'behind-in-flight' | 'due';
        /** Format: date-time */
        since: string;
        dueAt: string | null;
        /** Format: date-time */
        expiresAt: string;
        values: {
          name: string;
          value: string;
          /** Format: date-time */
          requestedAt: string;
          /** Format: date-time */
          since: string;
          /** Format: date-time */
          expiresAt: string;
        }[];
      } | null;
      inFlight: {
        dispatch: string;
        values: {
          name: string;
          value: string;
        }[];
        untied: boolean;
      } | null;
      accepted: {
        name: string;
        /** @description null = not known: a link with this name was given up */
        value: string | null;
        /** Format: date-time */
        at: string;
        disputed: boolean;
        /** @description Kochava took it before it was known to have the device */
        untied: boolean;
      }[];
      /** @description of the newest request */
      syncVersion: number | null;
    };
    DeviceHistory: {
      device: components['schemas']['LinkedDevice'];
      /** @description what is to be known before a release by hand */
      warning: string | null;
      facts: {
        version: number;
        type: string;
        /** Format: date-time */
        at: string;
        text: string;
        /** @description as it stands in the log */
        data: unknown;
      }[];
      next: string | null;
      /** @description what people asked for, the newest first */
      orders: {
        id: string;
        type: string;
        who: string;
        why: string;
        /** Format: date-time */
        askedAt: string;
        /** Format: date-time */
        at: string;
        result: string;
      }[];
    };
    ByHand: {
      /** @description for the log */
      why: string;
    };
    Ordered: {
      orders: {
        id: string;
        /** @description done; or why nothing was: nothing-held, in-flight, no-identifier, sync-off, not-selected, unknown-sync, replaced; null = the linker has not answered yet */
        result: string | null;
      }[];
      warning: string | null;
    };
    SyncCounts: {
      sync: string;
      /** @description events that the sync looked at */
      routed: number;
      filtered: {
        [key: string]: number;
      };
      dropped: {
        [key: string]: number;
      };
      dispatched: number;
      accepted: number;
      dead: {
        [key: string]: number;
      };
      /** @description taken back out of the dead letters */
      replayed: number;
      /** @description dispatched and not ended yet */
      inFlight: number;
      /** @description routed − filtered − dropped − dispatched: 0 when the books balance */
      difference: number;
      links: {
        [key: string]: number;
      };
    };
    ProjectCounts: {
      received: number;
      duplicate: number;
      unrouted: {
        [key: string]: number;
      };
      syncs: components['schemas']['SyncCounts'][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  'session-options': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionOptions'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'session-get': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionView'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'session-create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description email address; upper and lower case are the same */
          email: string;
          password: string;
        };
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionView'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description too many; Retry-After says when to try again */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'session-delete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done; there is nothing to say */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'session-password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          current: string;
          next: string;
        };
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionView'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description too many; Retry-After says when to try again */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'oidc-begin': {
    parameters: {
      query?: {
        /** @description the page of the console to go to afterwards */
        returnTo?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description goes on elsewhere */
      302: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'oidc-callback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description goes on elsewhere */
      302: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'setup-create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description the token from the file ADMIN_TOKEN_FILE */
          token: string;
          name: string;
          /** @description email address; upper and lower case are the same */
          email: string;
          password?: string;
          /** @description true: the token goes on as an API token; otherwise this was its only use */
          keepToken?: boolean;
        };
      };
    };
    responses: {
      /** @description created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionView'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description too many; Retry-After says when to try again */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'people-list': {
    parameters: {
      query: {
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            people: components['schemas']['Person'][];
            /** @description the `before` of the next page; null: this is the last */
            next: string | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'people-create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description email address; upper and lower case are the same */
          email: string;
          name: string;
          access: components['schemas']['Access'];
          /** @description to be changed at the first login; absent: OIDC only */
          password?: string;
        };
      };
    };
    responses: {
      /** @description created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Person'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description too many; Retry-After says when to try again */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'people-change': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        person: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          access?: components['schemas']['Access'];
          /** @description true: may not come in any more; every session ends */
          disabled?: boolean;
          /** @description a new one, to be changed at the next login */
          password?: string;
        };
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Person'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description too many; Retry-After says when to try again */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'members-list': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            people: {
              id: string;
              email: string;
              name: string;
              /** @description viewer reads; editor changes syncs, releases holds, replays; admin manages people and tokens too */
              role: 'viewer' | 'editor' | 'admin';
              installation: boolean;
            }[];
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'members-set': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description email address; upper and lower case are the same */
          email: string;
          role: ('viewer' | 'editor' | 'admin') | null;
        };
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            people: {
              id: string;
              email: string;
              name: string;
              /** @description viewer reads; editor changes syncs, releases holds, replays; admin manages people and tokens too */
              role: 'viewer' | 'editor' | 'admin';
              installation: boolean;
            }[];
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'tokens-list': {
    parameters: {
      query: {
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            tokens: components['schemas']['Token'][];
            /** @description the `before` of the next page; null: this is the last */
            next: string | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'tokens-create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
          access: components['schemas']['Access'];
          /** @description null: it does not expire */
          expiresInDays: number | null;
        };
      };
    };
    responses: {
      /** @description created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Token'] & {
            /** @description shown once */
            token: string;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'tokens-revoke': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        token: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done; there is nothing to say */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'audit-list': {
    parameters: {
      query: {
        /** @description only what was done in this project */
        project?: string;
        /** @description a person's address or a token's name */
        who?: string;
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            entries: components['schemas']['AuditEntry'][];
            next: string | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'audit-export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/x-ndjson': string;
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'projects-list': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            projects: components['schemas']['Project'][];
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'projects-create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
          /** @description the Amplitude project's API key; made up when absent */
          apiKey?: string;
        };
      };
    };
    responses: {
      /** @description created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Project'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'projects-get': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Project'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncs-list': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            syncs: components['schemas']['Sync'][];
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncs-create': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SyncChange'];
      };
    };
    responses: {
      /** @description created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sync'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncs-get': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sync'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncs-change': {
    parameters: {
      query?: never;
      header: {
        /** @description the version that was read, e.g. "3" */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SyncChange'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sync'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it was changed meanwhile */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the header If-Match is required */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncs-enable': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['Reason'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sync'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncs-disable': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['Reason'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DisabledSync'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncs-whatRemains': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Remaining'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'history-list': {
    parameters: {
      query: {
        limit: number;
        /** @description only older versions: `next` of the page before */
        before?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description the newest first */
            versions: components['schemas']['HistoryEntry'][];
            next: number | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'history-one': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        version: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PastSync'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'history-diff': {
    parameters: {
      query: {
        from: number;
        /** @description default: the newest */
        to?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description grows by one with every change */
            from: number;
            /** @description grows by one with every change */
            to: number;
            changes: components['schemas']['Change'][];
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'history-rollBack': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RollBack'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sync'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it was changed meanwhile */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'validation-validate': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Draft'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Validation'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'preview-preview': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PreviewRequest'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Preview'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'test-test': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PreviewRequest'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TestResult'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description too many; Retry-After says when to try again */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'suggestions-suggestions': {
    parameters: {
      query: {
        /** @description a part of the name */
        q: string;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Suggestions'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'suggestions-standards': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Standards'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'delivery-overview': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Overview'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'delivery-delivery': {
    parameters: {
      query?: {
        /** @description the last minutes, hours, days or weeks (1d when absent): in minutes up to 4 h, in hours beyond */
        range?: '10m' | '1h' | '4h' | '1d' | '1w' | '2w';
        /** @description instead of range: ISO 8601, within the last 90 days */
        start?: string;
        /** @description with start: ISO 8601; now when absent */
        end?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Delivery'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'delivery-samples': {
    parameters: {
      query?: {
        kind?: 'event' | 'link';
        /** @description an error class; all when absent */
        class?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliverySamples'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'summary-summary': {
    parameters: {
      query: {
        sync_id: string;
        time_period: 'TEN_MINUTES' | 'ONE_HOUR' | 'FOUR_HOURS' | 'ONE_DAY' | 'ONE_WEEK' | 'TWO_WEEKS' | 'CUSTOM';
        /** @description with CUSTOM: ISO 8601 with its offset, inclusive */
        start?: string;
        /** @description with CUSTOM: exclusive */
        end?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MetricsSummary'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'alerts-get': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Alerts'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'alerts-change': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WritableAlerts'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Alerts'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'alerts-test': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AlertTest'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description too many; Retry-After says when to try again */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncletters-list': {
    parameters: {
      query: {
        kind?: 'event' | 'link' | 'poison';
        /** @description the service that gave up */
        source?: string;
        reason?: string;
        /** @description a kochava_device_id */
        device?: string;
        insertId?: string;
        /** @description given up at or after; ISO 8601 with its zone */
        from?: string;
        /** @description given up before; ISO 8601 with its zone */
        to?: string;
        state: 'waiting' | 'replayed' | 'deleted';
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            letters: components['schemas']['DeadLetter'][];
            next: string | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncletters-groups': {
    parameters: {
      query: {
        state: 'waiting' | 'replayed' | 'deleted';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            groups: components['schemas']['DeadLetterGroup'][];
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncletters-one': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        letter: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WholeDeadLetter'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncletters-replay': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReplayOrder'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReplayAnswer'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncletters-delete': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DeleteOrder'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            matching: number;
            /** @description 0 for a preview */
            deleted: number;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncletters-replays': {
    parameters: {
      query: {
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            replays: components['schemas']['Replay'][];
            next: string | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncletters-oneReplay': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        replay: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Replay'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'syncletters-stop': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        replay: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Replay'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'unassignedletters-list': {
    parameters: {
      query: {
        kind?: 'event' | 'link' | 'poison';
        /** @description the service that gave up */
        source?: string;
        reason?: string;
        /** @description a kochava_device_id */
        device?: string;
        insertId?: string;
        /** @description given up at or after; ISO 8601 with its zone */
        from?: string;
        /** @description given up before; ISO 8601 with its zone */
        to?: string;
        state: 'waiting' | 'replayed' | 'deleted';
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            letters: components['schemas']['DeadLetter'][];
            next: string | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'unassignedletters-groups': {
    parameters: {
      query: {
        state: 'waiting' | 'replayed' | 'deleted';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            groups: components['schemas']['DeadLetterGroup'][];
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'unassignedletters-one': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        letter: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WholeDeadLetter'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'unassignedletters-replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReplayOrder'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReplayAnswer'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'unassignedletters-delete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DeleteOrder'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            matching: number;
            /** @description 0 for a preview */
            deleted: number;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'unassignedletters-replays': {
    parameters: {
      query: {
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            replays: components['schemas']['Replay'][];
            next: string | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'unassignedletters-oneReplay': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        replay: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Replay'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'unassignedletters-stop': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        replay: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Replay'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'identity-identity': {
    parameters: {
      query?: {
        /** @description the last minutes, hours, days or weeks (1d when absent): in minutes up to 4 h, in hours beyond */
        range?: '10m' | '1h' | '4h' | '1d' | '1w' | '2w';
        /** @description instead of range: ISO 8601, within the last 90 days */
        start?: string;
        /** @description with start: ISO 8601; now when absent */
        end?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Identity'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'identity-devices': {
    parameters: {
      query: {
        /** @description a kochava_device_id, idfa, idfv, adid or android_id, whole; without it: devices with a hold */
        q?: string;
        /** @description unconfirmed: Kochava is not known to have the device; no-identifier: it is, but by none of idfa, idfv, adid and android_id; behind-in-flight: an earlier link of the device has no end yet; due: only the settle delay, or the sync being enabled, is missing */
        state?: 'unconfirmed' | 'no-identifier' | 'behind-in-flight' | 'due';
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            devices: components['schemas']['LinkedDevice'][];
            next: string | null;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'identity-history': {
    parameters: {
      query: {
        limit: number;
        /** @description the `next` of the page before */
        before?: string;
      };
      header?: never;
      path: {
        id: string;
        device: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeviceHistory'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'byhand-release': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        device: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ByHand'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ordered'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'byhand-reopen': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        device: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ByHand'];
      };
    };
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ordered'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description it contradicts what is there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description understood and refused; problems name the fields */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'counts-counts': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProjectCounts'];
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description there is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description a part of the path is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
  'openapi-describe': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            openapi: string;
          } & {
            [key: string]: unknown;
          };
        };
      };
      /** @description the request cannot be understood */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description nobody is signed in, and there is no valid token */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description the role does not allow it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
      /** @description what this needs is not there now; try again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiError'];
        };
      };
    };
  };
}
