import {
  decode,
  dispatchEvents,
  encode,
  linksRequested,
  outcomes,
  parse,
  receivedEvents,
  receivedInstalls,
} from '@kochava-stream/contracts';
import { documentParser, ProjectConfig, SyncConfig } from '@kochava-stream/contracts';
import { anAmplitudeEvent } from './event.ts';
import { aDispatchEntry, aLinkRequest, anInstall, anOutcome, anUpload } from './messages.ts';
import { aProject, aSync } from './sync.ts';

describe('what the builders build', () => {
  it('is what the contracts take', () => {
    parse(receivedEvents, { v: 1, uploads: [anUpload()] });
    parse(receivedInstalls, { v: 1, installs: [anInstall()] });
    parse(linksRequested, { v: 1, requests: [aLinkRequest()] });
    parse(outcomes, { v: 1, outcomes: [anOutcome()] });
    const batch = { v: 1 as const, kind: 'event' as const, entries: [aDispatchEntry()] };
    expect(decode(dispatchEvents, encode(dispatchEvents, batch))).toEqual(batch);
    expect(JSON.parse(aDispatchEntry().body)).toHaveProperty('data.event_name', 'Purchase');
  });

  it('is what the documents take', () => {
    const read = <T>(schema: typeof SyncConfig | typeof ProjectConfig, document: T) =>
      documentParser(schema)(Buffer.from(JSON.stringify(document)));
    expect(read(SyncConfig, aSync())).toEqual(aSync());
    expect(read(ProjectConfig, aProject())).toEqual(aProject());
  });

  it('takes what a test says', () => {
    expect(anAmplitudeEvent({ idfv: undefined, idfa: 'x' })).toMatchObject({ idfa: 'x', event_type: 'Purchase' });
    expect(anAmplitudeEvent({ idfv: undefined })).not.toHaveProperty('idfv');
    const sync = aSync({ status: 'disabled', sendEvents: { events: ['A'] }, hold: { settleSeconds: 5 } });
    expect(sync).toMatchObject({
      status: 'disabled',
      sendEvents: { enabled: true, events: ['A'] },
      hold: { settleSeconds: 5, expireDays: 30 },
    });
  });
});
