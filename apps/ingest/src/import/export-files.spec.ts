import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** For specs: rows of the shape of Amplitude's Export API, one a second, their values made up. */
export function exportRows(count: number, given: (index: number) => object = () => ({})): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2026, 10, 20) + index * 1_000).toISOString().replace('T', ' ').replace('Z', '000');
    return {
      $insert_id: `insert-${index}`,
      $schema: 13,
      uuid: `uuid-${index}`,
      app: 123456,
      amplitude_id: 2234540891,
      user_id: `u-${index % 50}`,
      device_id: `d-${index % 50}`,
      session_id: 1396381378123,
      event_id: index,
      event_type: index % 4 === 0 ? 'Purchase' : 'Viewed',
      amplitude_event_type: null,
      event_properties: { price: index, note: 'naïve ☃' },
      user_properties: { plan: 'gold', idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' },
      group_properties: {},
      groups: {},
      data: {},
      client_event_time: '2015-08-10 12:00:00.000000',
      client_upload_time: '2015-08-10 12:00:01.000000',
      server_received_time: at,
      event_time: at,
      platform: 'iOS',
      os_name: 'ios',
      os_version: '17',
      device_model: null,
      device_carrier: null,
      version_name: '1.0.0',
      language: 'English',
      ip_address: '203.0.113.7',
      dma: null,
      idfa: null,
      adid: null,
      is_attribution_event: false,
      sample_rate: null,
      ...given(index),
    };
  });
}

export function gzipped(rows: readonly unknown[]): Buffer {
  return gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** A zip archive of files, the first one stored and the others deflated, as zip programs write it. */
export function zipped(files: Readonly<Record<string, Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [index, [name, bytes]] of Object.entries(files).entries()) {
    const method = index === 0 ? 0 : 8;
    const packed = method === 0 ? bytes : deflateRawSync(bytes);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, entries, end]);
}
