/** What is known of a deleted id: it is dropped for always, or as long as nobody else turns up with it. */
interface Mark {
  readonly always: boolean;
}

/**
 * What becomes of an event when its user or its device was deleted. `another-owner`: somebody else is named on the device of a
 * deleted user; it is theirs from now on.
 */
export type Judged = 'taken' | 'suppressed' | 'another-owner';

export function judge(event: { user_id?: unknown }, user: Mark | undefined, device: Mark | undefined): Judged {
  if (user !== undefined || device?.always === true) return 'suppressed';
  if (device === undefined) return 'taken';
  return event.user_id === undefined ? 'suppressed' : 'another-owner';
}

/** What is older than the deletion is dropped, and with `always` what is newer too. @param at ms: when it came */
export function isForgotten(mark: (Mark & { readonly at: number }) | undefined, at: number): boolean {
  return mark !== undefined && (mark.always || at <= mark.at);
}
