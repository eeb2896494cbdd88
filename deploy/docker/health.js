// Ends with 0 if the process of this container answers 2xx. `node health.js /readyz` asks whether it is ready instead.
import { readFileSync } from 'node:fs';
import { get } from 'node:http';

const { port, healthPath } = JSON.parse(readFileSync(new URL('image.json', import.meta.url), 'utf8'));

// A command has no port: that it runs is all there is to say.
if (port !== undefined) {
  const url = `http://127.0.0.1:${process.env.PORT || port}${process.argv[2] ?? healthPath}`;
  const ended = (problem) => {
    process.stdout.write(`${url}: ${problem}\n`);
    process.exit(1);
  };
  const request = get(url, { timeout: 3000 }, (response) => {
    const { statusCode: status = 0 } = response;
    let text = '';
    response.setEncoding('utf8').on('data', (part) => (text += part));
    response.on('end', () => (status >= 200 && status < 300 ? process.exit(0) : ended(`${status} ${text}`)));
  });
  request.on('timeout', () => request.destroy(new Error('no answer in 3 s')));
  request.on('error', ({ message }) => ended(message));
}
