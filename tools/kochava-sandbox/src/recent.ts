/** The newest texts, `max` at most. */
export class Recent {
  private readonly texts = new Set<string>();

  constructor(private readonly max: number) {}

  has(text: string): boolean {
    return this.texts.has(text);
  }

  add(text: string): void {
    this.texts.add(text);
    if (this.texts.size <= this.max) return;
    const [oldest] = this.texts;
    if (oldest !== undefined) this.texts.delete(oldest);
  }

  clear(): void {
    this.texts.clear();
  }
}
