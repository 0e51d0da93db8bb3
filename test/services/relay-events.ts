/**
 * Runs beside a reconciler that only its own network namespace reaches: prints each event as a line
 * "event …", and answers each line with a path by "body …". `node relay-events.ts URL KEYFILE`.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const [url = '', keyFile = ''] = process.argv.slice(2);
const headers = { authorization: `Bearer ${readFileSync(keyFile, 'utf8').trim()}` };
const say = (line: string) => process.stdout.write(`${line}\n`);

const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/events`, ['muster.events.v1'], {
  headers,
});
socket.on('open', () => say('ready'));
socket.on('message', (data) => say(`event ${data}`));
createInterface({ input: process.stdin }).on('line', (path) => {
  fetch(new URL(path, url), { headers })
    .then((answer) => answer.text())
    .then(
      (body) => say(`body ${body}`),
      (error) => say(`body ${JSON.stringify(String(error))}`),
    );
});
