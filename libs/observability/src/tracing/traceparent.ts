/** A place in a trace, as W3C Trace Context writes it: `00-<trace id>-<span id>-<flags>`, lower-case hex. */
export type Traceparent = string;

const wellFormed = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;
const oddDigits = '13579bdf';

/** What a client sent, if it is a place in a trace. */
export function validTraceparent(header: unknown): Traceparent | undefined {
  return typeof header === 'string' && wellFormed.test(header) ? header : undefined;
}

/** Whether what happens there is recorded. */
export function isSampled(traceparent: Traceparent | undefined): traceparent is Traceparent {
  return traceparent !== undefined && oddDigits.includes(traceparent.charAt(54));
}

/** The 32 characters by which a trace is found. */
export function traceId(traceparent: Traceparent): string {
  return traceparent.slice(3, 35);
}

export function spanId(traceparent: Traceparent): string {
  return traceparent.slice(36, 52);
}

export function traceparentOf(trace: string, span: string, sampled: boolean): Traceparent {
  return `00-${trace}-${span}-${sampled ? '01' : '00'}`;
}

/** The same place, from now on recorded. */
export function sampledFrom(traceparent: Traceparent): Traceparent {
  return `${traceparent.slice(0, 53)}01`;
}

/**
 * Whether a trace is among the recorded ones, by its id alone: whoever asks with the same ratio gets the same answer.
 * Trace ids are random in their last 14 digits at least (W3C Trace Context, level 2); 13 of them fit a number.
 */
export function isChosen(trace: string, ratio: number): boolean {
  return parseInt(trace.slice(-13), 16) >= (1 - ratio) * 2 ** 52;
}
