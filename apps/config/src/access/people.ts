import { type Database, type Queryable, type Tx } from '@kochava-stream/persistence';
import { roleIn, type Access, type Role } from '../auth/roles.ts';
import { Refused } from '../http/api-error.filter.ts';
import { newId } from '../store/ids.ts';

const columns = `id, email, name, access, password, must_change, oidc_issuer, created_at, created_by, disabled_at,
  last_login_at`;

/** A person as the API shows them. */
export interface PersonView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly access: Access;
  readonly signsInWith: { readonly password: boolean; readonly oidc: boolean };
  readonly disabled: boolean;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly lastLoginAt: string | null;
}

export interface PersonRow {
  id: string;
  email: string;
  name: string;
  access: Access;
  password: string | null;
  must_change: boolean;
  oidc_issuer: string | null;
  created_at: Date;
  created_by: string;
  disabled_at: Date | null;
  last_login_at: Date | null;
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly access: Access;
  /** A hash; undefined = signs in with OIDC only. */
  readonly password?: string | undefined;
  /** The password is somebody else's choice. */
  readonly mustChange: boolean;
  readonly createdBy: string;
}

export interface PersonChange {
  readonly name?: string | undefined;
  readonly access?: Access | undefined;
  readonly disabled?: boolean | undefined;
  /** A hash of a password that the person must change. */
  readonly password?: string | undefined;
}

/** People who sign in. They are never deleted: the history and the audit log name them. */
export class People {
  constructor(private readonly db: Database) {}

  async any(on: Queryable = this.db): Promise<boolean> {
    return (await on.query('config_person_any', 'select from person limit 1')).length > 0;
  }

  /** Newest first; from `before` (a person's id) on. */
  async list(limit: number, before: string | undefined): Promise<PersonRow[]> {
    return this.db.query<PersonRow>(
      'config_person_list',
      `select ${columns} from person
        where $2::text is null or (created_at, id) < (select created_at, id from person where id = $2)
        order by created_at desc, id desc limit $1`,
      [limit, before ?? null],
    );
  }

  /** Whoever has a role in the project, the admins of the installation too. */
  async ofProject(project: string): Promise<PersonRow[]> {
    return this.db.query<PersonRow>(
      'config_person_of_project',
      `select ${columns} from person where disabled_at is null and
         (access->'projects'->>$1 is not null or access->>'installation' = 'true') order by email`,
      [project],
    );
  }

  async byEmail(email: string, on: Queryable = this.db): Promise<PersonRow | undefined> {
    return (
      await on.query<PersonRow>('config_person_email', `select ${columns} from person where email = $1`, [email])
    )[0];
  }

  async get(id: string, on: Queryable = this.db): Promise<PersonRow | undefined> {
    return (await on.query<PersonRow>('config_person', `select ${columns} from person where id = $1`, [id]))[0];
  }

  /** @throws Refused 409 when somebody has the address */
  async create(person: NewPerson, on: Queryable = this.db): Promise<PersonRow> {
    const rows = await on.query<PersonRow>(
      'config_person_create',
      `insert into person (id, email, name, access, password, must_change, created_by)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (email) do nothing returning ${columns}`,
      [
        newId('pe'),
        person.email,
        person.name,
        JSON.stringify(person.access),
        person.password ?? null,
        person.mustChange,
        person.createdBy,
      ],
    );
    if (rows[0] === undefined) {
      throw new Refused(409, 'somebody has this address already', [{ field: '/email', problem: 'is taken' }]);
    }
    return rows[0];
  }

  /** @throws Refused 404; 409 when no admin of the installation would be left */
  async change(id: string, change: PersonChange): Promise<{ before: PersonRow; after: PersonRow }> {
    return this.db.transaction(async (tx) => {
      await lockPeople(tx);
      const before = await this.get(id, tx);
      if (before === undefined) throw new Refused(404, 'there is no such person');
      const after = await write(tx, id, change);
      if (change.disabled === true || change.password !== undefined) {
        await tx.query('config_person_sessions', 'delete from session where person = $1', [id]);
      }
      await someAdminIsLeft(tx, before);
      return { before, after };
    });
  }

  /** Gives a role in one project, or takes it. @throws Refused 404 */
  async setRole(email: string, project: string, role: Role | null): Promise<{ before: Role | null; id: string }> {
    return this.db.transaction(async (tx) => {
      await lockPeople(tx);
      const person = await this.byEmail(email, tx);
      if (person === undefined) {
        throw new Refused(404, 'nobody has this address; an admin of the installation adds people');
      }
      const { [project]: before, ...others } = person.access.projects;
      const projects = role === null ? others : { ...others, [project]: role };
      await write(tx, person.id, { access: { ...person.access, projects } });
      return { id: person.id, before: before ?? null };
    });
  }

  /** One's own password: every session ends. */
  async setPassword(id: string, password: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query('config_person_password', 'update person set password = $2, must_change = false where id = $1', [
        id,
        password,
      ]);
      await tx.query('config_person_sessions', 'delete from session where person = $1', [id]);
    });
  }

  async signedIn(id: string): Promise<void> {
    await this.db.query('config_person_signed_in', 'update person set last_login_at = now() where id = $1', [id]);
  }

  /**
   * The person that the identity provider means: known by issuer and subject, or, the first time, by an address that
   * the provider has verified.
   */
  async byOidc(issuer: string, subject: string, verifiedEmail: string | undefined): Promise<PersonRow | undefined> {
    const known = await this.db.query<PersonRow>(
      'config_person_oidc',
      `select ${columns} from person where oidc_issuer = $1 and oidc_subject = $2`,
      [issuer, subject],
    );
    if (known[0] !== undefined || verifiedEmail === undefined) return known[0];
    const bound = await this.db.query<PersonRow>(
      'config_person_oidc_bind',
      `update person set oidc_issuer = $1, oidc_subject = $2
        where email = $3 and oidc_subject is null and disabled_at is null returning ${columns}`,
      [issuer, subject, verifiedEmail],
    );
    return bound[0];
  }
}

/** Changes of people come one after the other: two admins cannot take the right from each other at once. */
export async function lockPeople(tx: Tx): Promise<void> {
  await tx.query('config_person_lock', "select pg_advisory_xact_lock(hashtext('config.person'))");
}

export function personView(row: PersonRow): PersonView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    access: row.access,
    signsInWith: { password: row.password !== null, oidc: row.oidc_issuer !== null },
    disabled: row.disabled_at !== null,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    lastLoginAt: row.last_login_at?.toISOString() ?? null,
  };
}

/** A person as a project's admin sees them: nothing of other projects. */
export function memberView(row: PersonRow, project: string) {
  const role = roleIn(row.access, project) as Role;
  return { id: row.id, email: row.email, name: row.name, role, installation: row.access.installation };
}

async function write(tx: Tx, id: string, change: PersonChange): Promise<PersonRow> {
  const rows = await tx.query<PersonRow>(
    'config_person_change',
    `update person set name = coalesce($2, name), access = coalesce($3::json, access),
            disabled_at = case when $4::boolean then coalesce(disabled_at, now())
                               when $4 is null then disabled_at end,
            password = coalesce($5, password), must_change = must_change or $5::text is not null
      where id = $1 returning ${columns}`,
    [
      id,
      change.name ?? null,
      change.access === undefined ? null : JSON.stringify(change.access),
      change.disabled ?? null,
      change.password ?? null,
    ],
  );
  return rows[0] as PersonRow;
}

async function someAdminIsLeft(tx: Tx, before: PersonRow): Promise<void> {
  if (!before.access.installation || before.disabled_at !== null) return;
  const admins = await tx.query(
    'config_person_admins',
    `select from person where disabled_at is null and access->>'installation' = 'true' limit 1`,
  );
  if (admins.length === 0)
    throw new Refused(409, 'nobody else is an admin of the installation; make somebody one first');
}
