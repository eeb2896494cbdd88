export type Json = Record<string, unknown>;

/** Something a request does that Kochava's documents do not allow. */
export interface Violation {
  /** A stable name, e.g. `missing-field`, `identity-before-data`. */
  readonly name: string;
  /** For people: which field, and what is wrong with it. */
  readonly detail: string;
}

const nothing: readonly never[] = [];

/** What the checks of one request found, and with that how it is answered. */
export class Findings {
  /** 200 until something is refused; the first refusal decides. */
  status = 200;
  /** The first thing that was refused. */
  refusal: Violation | undefined;
  private found: Violation[] | undefined;
  private marked: string[] | undefined;

  get violations(): readonly Violation[] {
    return this.found ?? nothing;
  }

  /** Remarkable, but no violation: `duplicate-body`, `idfa-without-att`, … */
  get flags(): readonly string[] {
    return this.marked ?? nothing;
  }

  /** Kochava would not take this request. */
  refuse(name: string, detail: string, status = 400): void {
    this.note(name, detail);
    if (this.refusal !== undefined) return;
    this.refusal = { name, detail };
    this.status = status;
  }

  /** Kochava would take it, and do something else with it than the sender meant. */
  note(name: string, detail: string): void {
    (this.found ??= []).push({ name, detail });
  }

  flag(name: string): void {
    (this.marked ??= []).push(name);
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A required text; may be empty. */
export function requiredText(findings: Findings, from: Json, field: string): string | undefined {
  const value = from[keyOf(field)];
  if (value === undefined) findings.refuse('missing-field', `${field} is missing`);
  else if (typeof value !== 'string') findings.refuse('wrong-type', `${field} is not a text`);
  else return value;
  return undefined;
}

/** As `requiredText`, and an empty one is refused as well. */
export function requiredWords(findings: Findings, from: Json, field: string): string | undefined {
  const value = requiredText(findings, from, field);
  if (value === '') findings.refuse('empty-field', `${field} is empty`);
  return value;
}

export function requiredObject(findings: Findings, from: Json, field: string): Json | undefined {
  const value = from[keyOf(field)];
  if (value === undefined) findings.refuse('missing-field', `${field} is missing`);
  else if (!isObject(value)) findings.refuse('wrong-type', `${field} is not an object`);
  else return value;
  return undefined;
}

/** Notes fields that the documents do not have, and those that only Kochava's own SDKs may send. */
export function knownFields(findings: Findings, from: Json, at: string, known: ReadonlySet<string>): void {
  for (const key of Object.keys(from)) {
    if (known.has(key)) continue;
    const name = clientOnly.has(key) ? 'client-only-field' : 'unknown-field';
    findings.note(name, `${at}${key}`);
  }
}

const clientOnly = new Set(['sdk_version', 'sdk_protocol', 'nt_id', 'init_token', 'identity_link']);

function keyOf(field: string): string {
  return field.slice(field.lastIndexOf('.') + 1);
}
