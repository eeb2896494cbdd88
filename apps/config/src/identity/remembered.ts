/**
 * What was asked for a moment ago is not asked again: answers that cost a walk over many rows, on pages that many people
 * leave open. Questions that come together share one answer; a failure is forgotten at once.
 */
export class Remembered<T> {
  readonly #answers = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();

  constructor(
    private readonly forMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known !== undefined && known.until > this.now()) return known.answer;
    for (const [old, { until }] of this.#answers) if (until <= this.now()) this.#answers.delete(old);
    const answer = ask();
    this.#answers.set(key, { until: this.now() + this.forMs, answer });
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
}
