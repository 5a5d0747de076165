import { createServer } from 'node:http';

const port = Number(process.env.PORT ?? 3000);

const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain');
  response.end(request.url === '/health' ? 'ok\n' : 'Ahoy!\n');
});

server.listen(port, () => console.log(`listening on ${port}`));
process.on('SIGTERM', () => server.close());
