export {
  accepted,
  invalidApiKey,
  invalidEvents,
  invalidJson,
  invalidPath,
  missingBody,
  missingField,
  payloadTooLarge,
  plainError,
  throttled,
  unavailable,
  type Answer,
} from './answers.ts';
export { readUploadTime } from './clock.ts';
export { type EventContext } from './event.ts';
export { fromExport } from './exported.ts';
export { readIdentification, type IdentificationKind } from './identification.ts';
export { weighJson, type JsonWeight } from './json-weight.ts';
export { limits, type RouteLimits } from './limits.ts';
export { readEvents, readUpload, type Reading, type Upload } from './upload.ts';
export { readWebhook } from './webhook.ts';
