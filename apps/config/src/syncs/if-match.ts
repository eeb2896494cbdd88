import { Refused } from '../http/api-error.filter.ts';

/** The version in If-Match: "3", W/"3" or 3. @throws Refused 428 */
export function versionIn(ifMatch: string | undefined): number {
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch ?? '')?.[1];
  if (version === undefined) {
    throw new Refused(428, 'the header If-Match is required: the version of the sync you read, from its ETag');
  }
  return Number(version);
}
