import { isUtf8 } from 'node:buffer';
import { isObject, type Findings, type Json } from './findings.ts';

/** A body must be smaller than this. */
export const maxBodyBytes = 2_000_000;

/** The body as an object; undefined when it is none, which is then refused. */
export function parsedBody(findings: Findings, bytes: Buffer, text: string): Json | undefined {
  if (!isUtf8(bytes)) {
    findings.refuse('not-utf8', 'the body is not UTF-8');
    return undefined;
  }
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return noted(findings, body, text);
    findings.refuse('not-an-object', 'the body is not a JSON object');
  } catch {
    findings.refuse('not-json', 'the body is not JSON');
  }
  return undefined;
}

/** What PHP does not read as it was written: `{}` becomes `[]`, half a surrogate pair makes the body unreadable. */
function noted(findings: Findings, body: Json, text: string): Json {
  if (text.includes('{}')) {
    for (const path of emptyPaths(body, '')) findings.note('empty-object', path);
  }
  if (/\\u[dD][89a-fA-F]/.test(text) && /\\ud[89a-f]/.test(JSON.stringify(body))) {
    findings.note('lone-surrogate', 'half of a surrogate pair');
  }
  return body;
}

function emptyPaths(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  if (entries.length === 0) return Array.isArray(value) ? [] : [path];
  return entries.flatMap(([key, inner]) => emptyPaths(inner, path === '' ? key : `${path}.${key}`));
}

const escaped = /[/\u0080-\uffff]/g;
const strings = /"(?:[^"\\]|\\.)*"/g;
/** `{}` comes back as `[]`, an exponent in PHP's own spelling. */
const rewritten = /\{\}|\d[eE]/;

/** Whether these are the bytes PHP would write for this value: only then can it come to the same hash. */
export function isAsPhpWrites(body: unknown, text: string): boolean {
  const written = JSON.stringify(body).replace(escaped, escape);
  return written === text && !rewritten.test(written.replace(strings, '""'));
}

function escape(character: string): string {
  return character === '/' ? '\\/' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
