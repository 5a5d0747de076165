import { describe, expect, test } from 'vitest';
import { createLanguageService, type LanguageService } from '../../server/src/service.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

const uri = 'file:///ws/Dockerfile';
const ignoreFile = 'file:///ws/.dockerignore';
const text = 'FROM alpine:3.20 AS base\nCOPY src/a.txt /a.txt\n';
const offset = text.indexOf('a.txt');

/** What waits a moment for the context of an open document. */
const questions: Readonly<Record<string, (service: LanguageService) => Promise<unknown>>> = {
  completion: (service) => service.completion(uri, offset, { snippets: false, trigger: undefined }),
  definition: (service) => service.navigation.definition(uri, offset),
  references: (service) => service.navigation.references(uri, offset, true),
  links: (service) => service.navigation.links(uri),
  'uses of a file': (service) => service.navigation.usesOfFile('file:///ws/src/a.txt'),
};

/** Longer than any of them takes. */
const mostTurns = 24;

describe('a document that is closed while somebody asks about it gets no context back', () => {
  for (const [name, ask] of Object.entries(questions)) {
    test(name, async () => {
      for (let turns = 0; turns < mostTurns; turns++) {
        const host = new MemoryHost({
          [uri]: text,
          [ignoreFile]: 'node_modules\n',
          'file:///ws/src/a.txt': '',
        });
        const service = createLanguageService(host, { contextChanged: () => undefined });
        service.setFolders(['file:///ws']);
        service.update({ uri, language: 'dockerfile', version: 1, text });
        const answer = ask(service);
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        service.close(uri);
        await answer;
        await settled();
        host.asked.length = 0;
        // It is read again for those alone whose context is known.
        service.filesChanged([ignoreFile]);
        await settled();
        expect(host.asked, `closed after ${turns} turns`).toEqual([]);
      }
    });
  }
});
