/** The bytes are not a message of this contract. `field` is the JSON pointer of the first fault. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  constructor(
    readonly contract: string,
    readonly field: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`not a ${contract} message: ${field === '' ? 'the body' : field}: ${problem}`, options);
  }
}
