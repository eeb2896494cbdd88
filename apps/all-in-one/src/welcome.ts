import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Stack } from './stack.ts';

/** What to read and try once everything is up. The admin token is shown by the first start only. */
export async function welcome(stack: Stack, dataDir: string, kochavaUrl: string): Promise<string> {
  const tokenFile = join(dataDir, 'admin-token');
  const first = await isFirst(join(dataDir, 'admin-token-shown'));
  const token = first ? `${stack.adminToken}   (shown once; kept in ${tokenFile})` : whereTokenIs(stack, tokenFile);
  return `
kochava-stream is up.
  ingest      ${stack.urls.ingest}/2/httpapi   (the server URL of your Amplitude SDKs)
  config API  ${stack.urls.config}/api/openapi.json
  admin token ${token}
  data        ${dataDir}

${destination(stack, kochavaUrl)}
Try it:
${tryIt(stack, tokenFile)}`;
}

function whereTokenIs({ adminToken }: Stack, tokenFile: string): string {
  return adminToken === '' ? `the one that the first start showed (${tokenFile} is gone)` : `in ${tokenFile}`;
}

async function isFirst(marker: string): Promise<boolean> {
  try {
    await access(marker);
    return false;
  } catch {
    await writeFile(marker, '');
    return true;
  }
}

function destination(stack: Stack, kochavaUrl: string): string {
  if (stack.sandbox === undefined) return `Events go to ${kochavaUrl}\n`;
  return `*** KOCHAVA_URL is not set: nothing leaves this machine. Everything goes to the Kochava sandbox, ${stack.sandbox.url}
*** For the real one: KOCHAVA_URL=https://control.kochava.com npm start
`;
}

function tryIt(stack: Stack, tokenFile: string): string {
  const { config, ingest } = stack.urls;
  const ledger =
    stack.sandbox === undefined
      ? ''
      : `
  # what Kochava received (the link follows 10 s after the event was accepted)
  curl -s ${stack.sandbox.url}/_sandbox/requests
`;
  return `  AUTH="authorization: Bearer $(cat ${tokenFile})"; JSON='content-type: application/json'

  # a project, and a sync that sends Purchase events and the user property plan
  PROJECT=$(curl -s ${config}/api/projects -H "$AUTH" -H "$JSON" -d '{"name":"Try","apiKey":"try-api-key"}' | grep -o 'pr_[0-9a-z]*')
  SYNC=$(curl -s ${config}/api/projects/$PROJECT/syncs -H "$AUTH" -H "$JSON" -d '{"name":"Post-install","appGuid":"kotry",
    "sendEvents":{"enabled":true,"events":["Purchase"],"properties":{"event":["price"]}},
    "sendUsers":{"enabled":true,"properties":["plan"]}}' | grep -o 'sy_[0-9a-z]*' | head -1)
  curl -s -X POST ${config}/api/syncs/$SYNC/enable -H "$AUTH"

  # a user property before any event of the device (its link is held), then an event
  curl -s ${ingest}/2/httpapi -H "$JSON" -d '{"api_key":"try-api-key","events":[
    {"event_type":"$identify","user_id":"user-1","device_id":"device-1","idfv":"BCCE52E7-03EE-321A-B3D4-E57123966239","user_properties":{"$set":{"plan":"pro"}}},
    {"event_type":"Purchase","user_id":"user-1","device_id":"device-1","platform":"iOS","ip":"203.0.113.7","idfv":"BCCE52E7-03EE-321A-B3D4-E57123966239","event_properties":{"price":12.5}}]}'
${ledger}
  # where every event is
  curl -s ${config}/api/projects/$PROJECT/counts -H "$AUTH"
`;
}
