export { endpoints, fitsRequest, maxRequestBytes } from './endpoints.ts';
export { linkBody, NothingToLink } from './identity/link-body.ts';
export { installEventName, installParameters, readInstall, type InstallReading } from './installs/read-install.ts';
export { emailHash, hasEmail, type EmailPolicy } from './identity/email.ts';
export { linkValue, maxLinkValueLength, type LinkValue, type RefusedValue } from './identity/link-value.ts';
export { consentPresets, type ConsentPreset } from './consent-presets.ts';
export { consentFields, type LeftOut } from './payload/consent-reading.ts';
export { receivedInstall } from './installs/received-install.ts';
export { cleanIds } from './payload/device-ids.ts';
export { dropReasons, type Dropped, type DropReason } from './payload/drop-reason.ts';
export { eventProperty } from './payload/event-property.ts';
export { writeJson } from './payload/json-writer.ts';
export { mapDevice, type MappedDevice } from './payload/map-device.ts';
export { mapEvent, tooLarge, type MappedEvent } from './payload/map-event.ts';
export { type MappingSource } from './payload/mapping-source.ts';
export { pathValue, valueWithin } from './payload/path-value.ts';
export { classifyReply, type Classified, type Reply } from './replies/classify-reply.ts';
export { maxRetryAfterMs } from './replies/retry-after.ts';
export { authHeaders, type Signing } from './signing/sign.ts';
export {
  installEventTypes,
  reservedEventKeys,
  reservedEventNames,
  standardEventKeys,
  standardEventNames,
  standardNameFor,
  type StandardKey,
} from './standards.ts';
