/** Runs a program behind a proxy and prints where the proxy connected to. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';

const targets = [];
const proxy = createServer().on('connect', (request, client, head) => {
  targets.push(request.url);
  const [host, port] = request.url.split(':');
  const server = connect(Number(port), host, () => {
    client.write('HTTP/1.1 200 OK\r\n\r\n');
    server.write(head);
    client.pipe(server).pipe(client);
  });
  client.on('error', () => server.destroy());
  server.on('error', () => client.destroy());
});
proxy.listen(0, '127.0.0.1');
await once(proxy, 'listening');
process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.address().port}`;
await import(process.argv[2]);
process.stdout.write(JSON.stringify(targets));
process.exit();
