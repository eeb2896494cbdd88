/** Paths at https://control.kochava.com. Both take one record per POST: batches are not documented. */
export const endpoints = {
  /** Post-install events. */
  event: '/track/json',
  /** IdentityLink. */
  link: '/v1/cpi/identityLink.php',
} as const;

/** A request body must be smaller than this many bytes, counted after escaping ("smaller than 2 MB"). */
export const maxRequestBytes = 2_000_000;

/** Whether a finished body may be sent. Bodies are ASCII, so a character is a byte. */
export function fitsRequest(body: string): boolean {
  return body.length < maxRequestBytes;
}
