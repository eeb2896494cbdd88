import { Type, type Static } from '@sinclair/typebox';

const strict = { additionalProperties: false };
const RoleSchema = Type.Union([Type.Literal('viewer'), Type.Literal('editor'), Type.Literal('admin')], {
  description: 'viewer reads; editor changes syncs, releases holds, replays; admin manages people and tokens too',
});

export const AccessSchema = Type.Object(
  {
    installation: Type.Boolean({
      description: 'admin of the installation: of every project, of people, of everything',
    }),
    projects: Type.Record(Type.String({ pattern: '^pr_[0-9a-z]{16}$' }), RoleSchema, {
      ...strict,
      maxProperties: 1000,
      description: 'the role in each of some projects',
    }),
  },
  { ...strict, $id: 'Access' },
);

const email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^\\s@]+@[^\\s@]+$',
  description: 'email address; upper and lower case are the same',
});
const name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const password = Type.String({ minLength: 1, maxLength: 1000 });

export const Credentials = Type.Object({ email, password }, strict);
export const PasswordChange = Type.Object({ current: password, next: password }, strict);
export const Setup = Type.Object(
  {
    token: Type.String({ maxLength: 200, description: 'the token from the file ADMIN_TOKEN_FILE' }),
    name,
    email,
    password: Type.Optional(password),
    keepToken: Type.Optional(
      Type.Boolean({ description: 'true: the token goes on as an API token; otherwise this was its only use' }),
    ),
  },
  strict,
);
export const NewPersonBody = Type.Object(
  {
    email,
    name,
    access: AccessSchema,
    password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description: 'to be changed at the first login; absent: OIDC only',
      }),
    ),
  },
  strict,
);
export const PersonPatch = Type.Object(
  {
    name: Type.Optional(name),
    access: Type.Optional(AccessSchema),
    disabled: Type.Optional(Type.Boolean({ description: 'true: may not come in any more; every session ends' })),
    password: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1000, description: 'a new one, to be changed at the next login' }),
    ),
  },
  { ...strict, minProperties: 1 },
);
export const RoleInProject = Type.Object({ email, role: Type.Union([RoleSchema, Type.Null()]) }, strict);
export const NewToken = Type.Object(
  {
    name,
    access: AccessSchema,
    expiresInDays: Type.Union([Type.Integer({ minimum: 1, maximum: 3650 }), Type.Null()], {
      description: 'null: it does not expire',
    }),
  },
  strict,
);

export const SessionOptions = Type.Object(
  {
    setup: Type.Boolean({ description: 'nobody is here yet: POST /api/setup makes the first admin' }),
    password: Type.Boolean({ description: 'people may sign in with a password' }),
    oidc: Type.Union([Type.Object({ name: Type.String() }), Type.Null()], {
      description: 'the identity provider that people may sign in with: go to /api/session/oidc',
    }),
  },
  { $id: 'SessionOptions' },
);
export const SessionView = Type.Object(
  {
    kind: Type.Union([Type.Literal('person'), Type.Literal('token')]),
    id: Type.String(),
    name: Type.String({ description: "a person's name, a token's name" }),
    email: Type.Union([Type.String(), Type.Null()]),
    access: AccessSchema,
    csrf: Type.Union([Type.String(), Type.Null()], {
      description: 'to be sent as X-CSRF-Token with every POST, PUT, PATCH and DELETE; null for tokens',
    }),
    mustChangePassword: Type.Boolean({ description: 'nothing else works until POST /api/session/password' }),
    expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    idleMinutes: Type.Union([Type.Integer(), Type.Null()]),
  },
  { $id: 'SessionView' },
);
export const PersonSchema = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    access: AccessSchema,
    signsInWith: Type.Object({ password: Type.Boolean(), oidc: Type.Boolean() }),
    disabled: Type.Boolean(),
    createdAt: Type.String({ format: 'date-time' }),
    createdBy: Type.String(),
    lastLoginAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  { $id: 'Person' },
);
const nextPage = Type.Union([Type.String(), Type.Null()], {
  description: 'the `before` of the next page; null: this is the last',
});
export const PersonList = Type.Object({ people: Type.Array(PersonSchema), next: nextPage });
export const Members = Type.Object({
  people: Type.Array(
    Type.Object({
      id: Type.String(),
      email: Type.String(),
      name: Type.String(),
      role: RoleSchema,
      installation: Type.Boolean(),
    }),
  ),
});
export const TokenSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    access: AccessSchema,
    createdAt: Type.String({ format: 'date-time' }),
    createdBy: Type.Union([Type.String(), Type.Null()]),
    expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    revokedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  { $id: 'Token' },
);
export const TokenList = Type.Object({ tokens: Type.Array(TokenSchema), next: nextPage });
export const MintedToken = Type.Intersect([
  TokenSchema,
  Type.Object({ token: Type.String({ description: 'shown once' }) }),
]);

export const Page = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  before: Type.Optional(Type.String({ maxLength: 100, description: 'the `next` of the page before' })),
});

export type Credentials = Static<typeof Credentials>;
