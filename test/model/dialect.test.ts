import { describe, expect, test } from 'vitest';
import { modelOf } from './model.ts';

/** The dialect of the last step. */
const dialect = (...lines: string[]) => modelOf(...lines).steps.at(-1)?.dialect;

describe('the language of shell forms', () => {
  test.each([
    ['alpine:3.20', 'ash'],
    ['python:3.13-alpine3.21', 'ash'],
    ['debian:bookworm-slim', 'dash'],
    ['ubuntu:24.04', 'dash'],
    ['node:22', 'dash'],
    ['nvidia/cuda:12.6.0-base-ubuntu24.04', 'dash'],
    ['fedora:41', 'bash'],
    ['registry.access.redhat.com/ubi9/ubi-minimal', 'bash'],
    ['amazonlinux:2023', 'bash'],
    ['mcr.microsoft.com/windows/servercore:ltsc2022', 'cmd'],
    ['python:3.13-windowsservercore-ltsc2022', 'unknown'],
    ['acme/base', 'posix'],
    ['scratch', 'posix'],
    ['node:$V', 'posix'],
  ])('%s: %s', (image, expected) => {
    expect(dialect('ARG V', `FROM ${image}`, 'RUN x')).toBe(expected);
  });

  test('SHELL decides', () => {
    expect(dialect('FROM alpine', 'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]', 'RUN x')).toBe('bash');
    expect(dialect('FROM alpine', 'SHELL ["/bin/sh", "-ec"]', 'CMD x')).toBe('ash');
    expect(dialect('FROM debian', 'SHELL ["pwsh", "-Command"]', 'RUN x')).toBe('powershell');
    expect(dialect('FROM debian', 'SHELL ["/usr/bin/python3", "-c"]', 'RUN x')).toBe('other');
    expect(
      dialect('FROM continuumio/miniconda3', 'SHELL ["conda", "run", "-n", "e", "/bin/bash", "-c"]', 'RUN x'),
    ).toBe('bash');
    expect(dialect('FROM alpine AS a', 'SHELL ["bash", "-c"]', 'FROM a', 'RUN x')).toBe('bash');
  });

  test('the backtick speaks of Windows, where the image does not', () => {
    expect(dialect('# escape=`', 'FROM acme/base', 'RUN x')).toBe('unknown');
    expect(dialect('# escape=`', 'FROM debian', 'RUN x')).toBe('dash');
  });

  test('a comment for hadolint names the shell of the base image', () => {
    const declared = (...lines: string[]) => modelOf(...lines).steps.map((step) => step.dialect);
    const pragma = '# hadolint shell=powershell';
    expect(dialect('FROM acme/windows', pragma, 'RUN x')).toBe('powershell');
    expect(dialect('FROM acme/windows', '#hadolint  shell = C:\\pwsh.exe  # why', 'RUN x')).toBe(
      'powershell',
    );
    expect(dialect(pragma, 'FROM a', 'RUN x', 'FROM b', 'RUN x')).toBe('powershell');
    expect(dialect('FROM a', pragma, 'RUN x', 'FROM alpine', 'RUN x')).toBe('ash');
    expect(dialect('FROM a', pragma, 'SHELL ["/bin/bash", "-c"]', 'RUN x')).toBe('bash');
    expect(dialect('FROM acme/base', '# hadolint shell=no-such-shell', 'RUN x')).toBe('posix');
    expect(declared('FROM alpine', 'RUN x', pragma, 'RUN x').slice(1)).toEqual(['ash', 'powershell']);
  });

  test.each([
    ['alpine:3.20', '#!/bin/sh', 'ash'],
    ['debian:12', '#!/usr/bin/env sh', 'dash'],
    ['debian:12', '#!/bin/bash', 'bash'],
    ['debian:12', '#!/bin/zsh', 'posix'],
    ['fedora:41', '#!/bin/sh', 'bash'],
    ['acme/base', '#!/bin/sh', 'posix'],
    // There it is a comment to the shell in force.
    ['mcr.microsoft.com/windows/servercore:ltsc2022', '#!/bin/sh', 'bash'],
  ])('a body on %s with %s: %s', (image, shebang, expected) => {
    const shell = 'SHELL ["/bin/bash", "-c"]';
    const run = modelOf(`FROM ${image}`, shell, 'RUN <<EOF', shebang, 'x', 'EOF').steps.at(-1)?.run;
    expect(run?.scripts.map(({ script }) => script.dialect)).toEqual([expected]);
  });

  test('a body that sh reads', () => {
    const run = modelOf('FROM alpine', 'SHELL ["/bin/bash", "-c"]', 'RUN sh -e <<EOF', 'x', 'EOF').steps.at(
      -1,
    )?.run;
    expect(run?.scripts.map(({ script }) => script.dialect)).toEqual(['bash', 'ash']);
  });
});
