import { randomBytes } from 'node:crypto';
import { type IdGenerator } from '@opentelemetry/sdk-trace';

/** Random ids, unless the span's place was handed out before it is made. */
export class GivenIds implements IdGenerator {
  /** Of the span that is being made. */
  given: { readonly trace: string; readonly span: string } | undefined;

  generateTraceId(): string {
    return this.given?.trace ?? randomBytes(16).toString('hex');
  }

  generateSpanId(): string {
    return this.given?.span ?? randomBytes(8).toString('hex');
  }
}
