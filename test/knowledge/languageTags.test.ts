import { expect, test } from 'vitest';
import { languageRepositories, languageTag, tagWith } from '../../server/src/knowledge/languageTags.ts';

function read(image: string) {
  const [, name = '', tag = ''] = /^(.*):([^:]*)$/.exec(image) ?? [];
  const repository = name.includes('.') ? name : `docker.io/${name.includes('/') ? '' : 'library/'}${name}`;
  return { repository, tag, found: languageTag(repository, tag) };
}

function versionIn(image: string): string | undefined {
  const { found, tag, repository } = read(image);
  if (!found) return undefined;
  expect(repository).toMatch(languageRepositories);
  expect(tag.slice(found.start, found.end)).toBe(found.numbers.join('.'));
  return `${found.language} ${found.numbers.join('.')}`;
}

test('the version of the language is read out of the tag', () => {
  expect(versionIn('golang:1.22-alpine3.19')).toBe('go 1.22');
  expect(versionIn('arm64v8/python:3.12.1-slim')).toBe('python 3.12.1');
  expect(versionIn('public.ecr.aws/docker/library/node:20')).toBe('node 20');
  expect(versionIn('php:8.1-fpm')).toBe('php 8.1');
  expect(versionIn('eclipse-temurin:17.0.9_9-jdk')).toBe('java 17');
  expect(versionIn('openjdk:8u292-jdk')).toBe('java 8');
  expect(versionIn('maven:3.9.6-eclipse-temurin-21-alpine')).toBe('java 21');
  expect(versionIn('maven:3-jdk-11')).toBe('java 11');
  expect(versionIn('gradle:8.5-jdk17-alpine')).toBe('java 17');
  expect(versionIn('gradle:jdk21')).toBe('java 21');
  expect(versionIn('mcr.microsoft.com/dotnet/sdk:8.0.100-alpine')).toBe('dotnet 8.0');
});

test('not of tags without one, of versions before a release, of other images', () => {
  for (const image of [
    'golang:latest',
    'golang:alpine3.19',
    'golang:1.22rc1',
    'python:3.13-rc-slim',
    'node:lts',
    'openjdk:22-ea-jdk',
    'maven:3.9',
    'mcr.microsoft.com/dotnet/aspnet:8.0',
    'company/golang:1.22',
    'node:20-onbuild',
  ]) {
    expect(versionIn(image)).toBeUndefined();
  }
});

test('another version keeps the variant, where there is one for sure', () => {
  const moved = (image: string, ...numbers: number[]) => {
    const { repository, tag, found } = read(image);
    return found && tagWith(repository, tag, found, numbers);
  };
  expect(moved('golang:1.20-alpine', 1, 23)).toBe('1.23-alpine');
  expect(moved('golang:1.20-alpine3.17', 1, 23)).toBe('1.23-alpine');
  expect(moved('golang:1.20-bullseye', 1, 24)).toBe('1.24-bookworm');
  // Not built any more when Debian 12 came.
  expect(moved('golang:1.16-buster', 1, 18)).toBeUndefined();
  expect(moved('golang:1.20.1-bookworm', 1, 24, 0)).toBeUndefined();
  expect(moved('node:19.2-bookworm-slim', 20, 0)).toBeUndefined();
  expect(moved('node:18-bookworm-slim', 20)).toBe('20-bookworm-slim');
  expect(moved('php:7.4-fpm-alpine', 8, 1)).toBe('8.1-fpm-alpine');
  expect(moved('rust:1.70-slim', 1, 74)).toBe('1.74-slim');
  expect(moved('rust:1.60-bullseye', 1, 65)).toBeUndefined();
  expect(moved('golang:1.20-windowsservercore', 1, 23)).toBeUndefined();
  expect(moved('maven:3.9-eclipse-temurin-17', 21)).toBe('3.9-eclipse-temurin-21');
  expect(moved('maven:3.6-openjdk-11', 17)).toBeUndefined();
  expect(moved('gradle:7.6-jdk11', 21)).toBeUndefined();
  expect(moved('gradle:8.10-jdk17', 21)).toBe('8.10-jdk21');
  expect(moved('openjdk:17', 21)).toBeUndefined();
  expect(moved('mcr.microsoft.com/dotnet/sdk:6.0-alpine', 8, 0)).toBe('8.0-alpine');
});
