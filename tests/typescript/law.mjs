/**
 * Sends and receives values through a client, and prints which of them changed.
 *
 *     node law.mjs <folder of the client> <file with the values of each operation>
 *
 * The server sends back what it received, so that a value is encoded, decoded and checked.
 */
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';

const [client, file] = process.argv.slice(2);
const { Azotte } = await import(`${client}/index.js`);

const server = createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) {
    pieces.push(piece);
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(Buffer.concat(pieces));
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const azotte = new Azotte({
  key: 'key_1234567890',
  baseUrl: `http://127.0.0.1:${server.address().port}`,
  maxRetries: 0,
});
const failures = [];
for (const [method, texts] of Object.entries(JSON.parse(readFileSync(file, 'utf-8')))) {
  for (const text of texts) {
    const sent = JSON.stringify(JSON.parse(text));
    const received = await azotte.default[method](JSON.parse(text)).then(JSON.stringify, String);
    if (received !== sent) {
      failures.push({ method, sent, received });
    }
  }
}
console.log(JSON.stringify(failures));
server.closeAllConnections();
server.close();
