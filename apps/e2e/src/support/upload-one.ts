/** Sends one event as an SDK does, and gives the status. */
export async function uploadOne(url: string, of: { apiKey: string; deviceId: string }): Promise<number> {
  const event = { event_type: 'Neighbour', device_id: of.deviceId, insert_id: of.deviceId, time: Date.now() };
  const response = await fetch(`${url}/2/httpapi`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key: of.apiKey, events: [event] }),
  });
  await response.arrayBuffer();
  return response.status;
}
