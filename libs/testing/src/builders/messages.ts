import {
  type DispatchEntry,
  type LinkRequest,
  type Outcome,
  type ReceivedInstall,
  type UploadPart,
} from '@kochava-stream/contracts';
import { anAmplitudeEvent } from './event.ts';

const at = 1_795_437_240_000;
const device = { kochavaDeviceId: 'd-1', ids: { idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' } };
const mapped = { project: 'project-1', sync: 'sync-1', syncVersion: 1 };

/** An event of device d-1 that Kochava accepted. */
export function anOutcome(given: Partial<Outcome> = {}): Outcome {
  return {
    id: 'dispatch-1.0',
    ...mapped,
    ...device,
    kind: 'event',
    outcome: 'accepted',
    class: 'accepted',
    status: 200,
    attempts: 1,
    at: at + 50,
    acceptedAt: at,
    ...given,
  };
}

/** The plan of device d-1 became known. */
export function aLinkRequest(given: Partial<LinkRequest> = {}): LinkRequest {
  return { id: 'link-1', ...mapped, ...device, properties: { plan: 'gold' }, requestedAt: at, ...given };
}

/** Kochava's postback says that device d-1 is installed. */
export function anInstall(given: Partial<ReceivedInstall> = {}): ReceivedInstall {
  return { id: 'install-1', sync: 'sync-1', receivedAt: at, source: 'postback', ...device, ...given };
}

/** One upload with one event. */
export function anUpload(given: Partial<UploadPart> = {}): UploadPart {
  return { project: 'project-1', receivedAt: at, uploadedAt: at, events: [anAmplitudeEvent()], ...given };
}

/** A call to Kochava as the transformer leaves it for the dispatcher. */
export function aDispatchEntry(given: Partial<DispatchEntry> = {}): DispatchEntry {
  return {
    id: 'dispatch-1.0',
    project: 'project-1',
    syncVersion: 1,
    ...device,
    body: purchase,
    userAgent: 'Unknown',
    acceptedAt: at,
    insertId: 'i-1',
    ...given,
  };
}

const purchase =
  '{"action":"event","kochava_app_id":"kodemo","kochava_device_id":"d-1","data":{"usertime":1795437238,' +
  '"app_version":"1.0.0","device_ver":"iPhone15,3-iOS-17.4","device_ids":{"idfv":"BCCE52E7-03EE-321A-B3D4-E57123966239"},' +
  '"device_ua":"","event_name":"Purchase","origination_ip":"203.0.113.7","event_data":{"price":12.5}}}';
