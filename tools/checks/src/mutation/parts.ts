/** A part of a library whose mutants are run together, and the least share of them that its specs must find, in %. */
export interface Part {
  /** `library`, `library/folder`, or `library/*` for the files outside of folders. */
  readonly name: string;
  readonly least: number;
}

const usual = 85;
/** What must not go wrong: when a call is repeated, when a link is released, how a request is signed. */
const strict = 90;

export const parts: readonly Part[] = [
  { name: 'domain/delivery', least: strict },
  { name: 'domain/identity', least: strict },
  { name: 'domain/deletion', least: usual },
  { name: 'domain/filtering', least: usual },
  { name: 'domain/profiles', least: usual },
  { name: 'domain/routing', least: usual },
  { name: 'domain/sync', least: usual },
  { name: 'domain/uploads', least: usual },
  { name: 'kochava/signing', least: strict },
  { name: 'kochava/replies', least: strict },
  { name: 'kochava/identity', least: usual },
  { name: 'kochava/installs', least: usual },
  { name: 'kochava/payload', least: usual },
  { name: 'kochava/*', least: usual },
  { name: 'amplitude', least: usual },
];

export const libraries = ['domain', 'kochava', 'amplitude'] as const;

export const libraryOf = (part: string): string => part.split('/')[0] ?? '';
/** The file in which Stryker reports of it. */
export const reportOf = (part: string): string =>
  `.cache/mutation/${part.replace('/*', '-root').replace('/', '-')}.json`;
