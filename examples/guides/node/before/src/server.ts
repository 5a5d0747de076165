import { createServer } from 'node:http';
import mime from 'mime';

const server = createServer((_request, response) => {
  response.setHeader('content-type', mime.getType('json') ?? 'text/plain');
  response.end('{"books":[]}\n');
});

server.listen(3000);
process.on('SIGTERM', () => server.close());
