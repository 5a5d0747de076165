import { afterEach, describe, expect, test } from 'vitest';
import { type WhyParams, type WireWhy, whyRequest } from '../../shared/src/protocol.ts';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { Session } from './session.ts';

let session: Session;

const dockerfile = 'FROM scratch AS build\nCOPY src /app\nFROM scratch\nCOPY --from=build /app /srv\n';

async function start(files: Readonly<Record<string, string>>): Promise<void> {
  session = await Session.start({ capabilities: editorCapabilities, folders: ['file:///ws'], files });
}

afterEach(() => session.dispose());

function ask(params: WhyParams): Promise<WireWhy | null> {
  return session.client.sendRequest(whyRequest.method, params);
}

describe('why a file is in the image', () => {
  test('of a Dockerfile that is not open', async () => {
    await start({
      'file:///ws/Dockerfile': dockerfile,
      'file:///ws/.dockerignore': '*.log\n',
      'file:///ws/src/a.js': 'x',
    });
    const why = await ask({ uri: 'file:///ws/src/a.js' });
    expect(why?.uri).toBe('file:///ws/src/a.js');
    expect(why?.answers).toEqual([
      {
        dockerfile: 'file:///ws/Dockerfile',
        context: 'file:///ws/',
        verdict: 'in',
        title: 'src/a.js is in the image: /srv/a.js',
        markdown: expect.stringContaining('1. `COPY` on line 4 copies it to `/srv/a.js`.'),
        steps: [
          {
            kind: 'passes',
            text: 'Sent to the builder: no line of .dockerignore keeps it out.',
            place: null,
          },
          {
            kind: 'passes',
            text: 'COPY on line 2 takes it (with src): it lands at /app/a.js.',
            place: {
              uri: 'file:///ws/Dockerfile',
              range: { start: { line: 1, character: 5 }, end: { line: 1, character: 8 } },
            },
          },
          expect.objectContaining({ text: 'COPY on line 4 copies it to /srv/a.js.' }),
          expect.objectContaining({ text: 'It is in the final image, stage 1: /srv/a.js.' }),
        ],
        fixes: [
          {
            title: 'Keep it out: add src/a.js to .dockerignore',
            uri: 'file:///ws/.dockerignore',
            create: false,
            range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
            newText: 'src/a.js\n',
          },
        ],
      },
    ]);
  });

  test.each([
    ['all that build it agree on a target', ['build', 'build'], '/app/a.js', 'the target, stage build'],
    ['they do not', ['build', undefined], '/srv/a.js', 'the final image'],
  ])('where %s', async (_, targets, place, image) => {
    const services = targets.map(
      (target, index) =>
        `  s${index}:\n    build:\n      context: .\n${target === undefined ? '' : `      target: ${target}\n`}`,
    );
    await start({
      'file:///ws/Dockerfile': dockerfile,
      'file:///ws/compose.yaml': `services:\n${services.join('')}`,
      'file:///ws/src/a.js': 'x',
    });
    await session.open('file:///ws/Dockerfile', dockerfile);
    await session.advance(1000);
    const why = await ask({ uri: 'file:///ws/src/a.js' });
    expect(why?.answers[0]?.title).toBe(`src/a.js is in the image: ${place}`);
    expect(why?.answers[0]?.steps.at(-1)?.text).toContain(image);
  });

  test('by the texts in the editor, saved or not', async () => {
    await start({ 'file:///ws/Dockerfile': '', 'file:///ws/src/a.js': 'x', 'file:///ws/.dockerignore': '' });
    await session.open('file:///ws/Dockerfile', dockerfile);
    await session.open('file:///ws/.dockerignore', '# none\nsrc/a.js\n', 'dockerignore');
    const why = await ask({ uri: 'file:///ws/src/a.js' });
    expect(why?.answers).toHaveLength(1);
    expect(why?.answers[0]).toMatchObject({
      verdict: 'out',
      title: 'src/a.js is not in the image: line 2 of .dockerignore keeps it out',
      fixes: [
        {
          title: 'Send it: delete line 2 of .dockerignore, src/a.js',
          range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } },
          newText: '',
        },
        { title: 'Send it: add the exception !src/a.js to .dockerignore', newText: '!src/a.js\n' },
      ],
    });
  });

  test('the first ignore file is made', async () => {
    await start({ 'file:///ws/Dockerfile': 'FROM scratch\nCOPY . /\n', 'file:///ws/.env': 'A=1' });
    const why = await ask({ uri: 'file:///ws/.env' });
    expect(why?.answers[0]?.fixes).toEqual([
      {
        title: 'Keep it out: create .dockerignore with .env',
        uri: 'file:///ws/.dockerignore',
        create: true,
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        newText: '.env\n',
      },
    ]);
  });

  test('of every Dockerfile above it, what is in an image first', async () => {
    await start({
      'file:///ws/Dockerfile': 'FROM scratch\n',
      'file:///ws/app/api.Dockerfile': 'FROM scratch\nCOPY . /\n',
      'file:///ws/app/src/x/a.js': 'x',
      'file:///ws/other/Dockerfile': 'FROM scratch\nCOPY . /\n',
    });
    const why = await ask({ uri: 'file:///ws/app/src/x/a.js' });
    expect(why?.answers.map((one) => [one.dockerfile, one.verdict, one.title])).toEqual([
      ['file:///ws/app/api.Dockerfile', 'in', 'src/x/a.js is in the image: /src/x/a.js'],
      ['file:///ws/Dockerfile', 'out', 'app/src/x/a.js is not in the image: no instruction takes it'],
    ]);
    const one = await ask({ uri: 'file:///ws/app/src/x/a.js', dockerfile: 'file:///ws/Dockerfile' });
    expect(one?.answers.map((answer) => answer.verdict)).toEqual(['out']);
  });

  test('of a name that is not there', async () => {
    await start({ 'file:///ws/Dockerfile': 'FROM scratch\nCOPY . /\n', 'file:///ws/src/Main.js': 'x' });
    const why = await ask({ uri: 'file:///ws/src/main.js' });
    expect(why?.answers[0]?.steps[0]?.text).toContain('There is src/Main.js');
  });

  test('outside of every context', async () => {
    await start({ 'file:///ws/app/Dockerfile': 'FROM scratch\n', 'file:///ws/a.js': 'x' });
    expect(await ask({ uri: 'file:///ws/a.js' })).toEqual({ uri: 'file:///ws/a.js', answers: [] });
  });

  test('nothing stays open that was only looked at', async () => {
    await start({ 'file:///ws/Dockerfile': 'FROM scratch\nCOPY . /\n', 'file:///ws/a.js': 'x' });
    await ask({ uri: 'file:///ws/a.js' });
    session.host.files.set('file:///ws/.dockerignore', 'a.js');
    const why = await ask({ uri: 'file:///ws/a.js' });
    expect(why?.answers[0]?.verdict).toBe('out');
  });
});

describe('the path at the cursor', () => {
  const at = (uri: string, line: number, character: number): Promise<WireWhy | null> =>
    ask({ uri, position: { line, character } });

  test('in a Dockerfile and in an ignore file', async () => {
    await start({
      'file:///ws/src/a.js': 'x',
      'file:///ws/b.txt': 'x',
      'file:///ws/sub/Dockerfile': 'FROM x',
    });
    await session.open('file:///ws/Dockerfile', `${dockerfile}COPY *.txt a/../b.txt /x/\n`);
    await session.open('file:///ws/.dockerignore', 'src/*\n!src/a.js\n', 'dockerignore');
    expect((await at('file:///ws/Dockerfile', 1, 6))?.uri).toBe('file:///ws/src');
    expect((await at('file:///ws/Dockerfile', 4, 6))?.uri).toBe('file:///ws/b.txt');
    expect((await at('file:///ws/Dockerfile', 4, 14))?.uri).toBe('file:///ws/b.txt');
    expect((await at('file:///ws/.dockerignore', 1, 3))?.uri).toBe('file:///ws/src/a.js');
    // Elsewhere it is about the document.
    expect((await at('file:///ws/Dockerfile', 3, 20))?.uri).toBe('file:///ws/Dockerfile');
    expect((await at('file:///ws/.dockerignore', 0, 3))?.uri).toBe('file:///ws/.dockerignore');
  });
});
