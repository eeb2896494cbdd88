/** What the server says when it refuses: its numbers and words. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly code: number,
    readonly description: string,
  ) {
    super(description);
  }
}

export const streamNotFound = (): Refused => new Refused(10059, 'stream not found');
export const consumerNotFound = (): Refused => new Refused(10014, 'consumer not found');
