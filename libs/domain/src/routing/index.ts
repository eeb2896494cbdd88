export { type LinkDraft } from './links.ts';
export { type Received } from './received.ts';
export { takeEvent, type End, type EventDraft, type Taken } from './take-event.ts';
