import { describe, expect, test } from 'vitest';
import { analyze } from '../../server/src/analysis.ts';
import { modelOf } from './model.ts';

describe('the frontend', () => {
  test.each([
    ['docker/dockerfile:1', { isCustom: false, version: '1', isLabs: false }],
    ['docker.io/docker/dockerfile:1.7-labs', { isCustom: false, version: '1.7-labs', isLabs: true }],
    ['docker/dockerfile-upstream:master-labs', { isCustom: false, version: 'master-labs', isLabs: true }],
    ['docker/dockerfile', { isCustom: false, version: undefined, isLabs: false }],
    ['docker/dockerfile:1.4@sha256:abc', { isCustom: false, version: '1.4', isLabs: false }],
    ['docker/dockerfile@sha256:abc', { isCustom: false, version: undefined, isLabs: false }],
    ['mirror.acme.io:5000/hub/docker/dockerfile:1', { isCustom: false, version: '1', isLabs: false }],
    ['acme/dockerfile:1', { isCustom: true, version: undefined, isLabs: false }],
    ['mydocker/dockerfile:1', { isCustom: true, version: undefined, isLabs: false }],
  ])('%s', (reference, expected) => {
    expect(modelOf(`# syntax=${reference}`, 'FROM alpine').frontend).toEqual({ reference, ...expected });
  });

  test('what follows the image is for the frontend', () => {
    expect(modelOf('# syntax=docker/dockerfile:1 --x', 'FROM alpine').frontend.reference).toBe(
      'docker/dockerfile:1',
    );
  });

  test('none', () => {
    expect(modelOf('FROM alpine').frontend).toEqual({
      reference: undefined,
      isCustom: false,
      version: undefined,
      isLabs: false,
    });
  });
});

describe('templates', () => {
  test.each([
    ['FROM {{ image }}'],
    ['FROM alpine', '{% if debug %}', 'RUN x', '{% endif %}'],
    ['<% if (x) { -%>', 'FROM alpine', '<% } -%>'],
    ['FROM alpine:<%= tag %>'],
    ['FROM alpine', 'ENV VERSION {{ .version }}'],
    ['FROM alpine', 'LABEL Name={{ name }} Version={{ version }}'],
    ['FROM alpine', 'COPY --from=x:{{ tag }} /a /a'],
    ['FROM alpine', 'WORKDIR /srv/{{project}}'],
    ['FROM alpine', 'ONBUILD WORKDIR /srv/{{project}}'],
    ['FROM alpine', 'CMD {{{ command }}}'],
    ['FROM alpine', 'RUN {{ install }}'],
    ['FROM alpine:${{ values.tag }}'],
    ['RUN apk add {{ packages }}'],
  ])('%s', (...lines) => {
    expect(modelOf(...lines).isTemplate).toBe(true);
  });

  test.each([
    ['FROM alpine', "RUN docker inspect --format '{{.Id}}' x"],
    ['FROM alpine', 'RUN go list -f {{.Dir}} ./...'],
    ['FROM alpine', 'RUN x \\', ' && sed s/{{A}}/b/ y'],
    ['FROM alpine', 'ENV FORMAT="{{.Name}}" OTHER=\'{{.X}}\''],
    ['FROM alpine', '# {{ comment }}'],
    ['FROM alpine', 'COPY <<EOF /x', '{% if x %}', 'EOF'],
    ['FROM alpine', 'ENV JSON={"a":{"b":1}}'],
    ['FROM alpine', 'RUN git log --format="%aN <%aE>"'],
    ['FROM alpine', 'CMD ["sh", "-c", "echo {{x}}"]'],
  ])('no template: %s', (...lines) => {
    expect(modelOf(...lines).isTemplate).toBe(false);
  });
});

describe('options of a mount that only Buildah knows', () => {
  const text = [
    'FROM alpine:3.20',
    'RUN --mount=type=bind,source=.,target=/src,z ls /src',
    'RUN --mount=type=bind,source=.,target=/src,relabel=private,bind-propagation=rslave ls /src',
    'RUN --mount=type=tmpfs,target=/t,tmpfs-size=1g,tmpcopyup true',
    'RUN --mount=type=cahce,target=/c,U true',
    '',
  ].join('\n');
  const refused = (uri: string): string[] =>
    analyze({ uri, language: 'dockerfile', version: 1, text })
      .lint({ preset: 'recommended', rules: {} })
      .problems.filter(({ rule }) => rule.id === 'build-error')
      .map(({ range }) => text.slice(range.start, range.end));

  test.each(['Containerfile', 'Containerfile.prod', 'web.containerfile'])(
    'are none of our business in %s',
    (name) => {
      expect(refused(`file:///w/${name}`)).toEqual(['cahce']);
    },
  );

  test.each(['Dockerfile', 'Dockerfile.containers'])('stop the build of %s', (name) => {
    expect(refused(`file:///w/${name}`)).toEqual([
      ...['z', 'relabel', 'bind-propagation', 'tmpfs-size', 'tmpcopyup', 'cahce', 'U'],
    ]);
  });
});
