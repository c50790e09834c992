import { readFileSync } from 'node:fs';
import { buildSchema, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { options } from './cache.ts';

const schema = buildSchema(readFileSync('../schema.graphql', 'utf8'));
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const roots = new Set(['Query', 'Mutation', 'Subscription']);
const sorted = (names: Iterable<string>) => [...names].toSorted();

describe('the cache knows the schema', () => {
  it('has a key, or none on purpose, for every type without an id', () => {
    const known = new Set(Object.keys(options.keys ?? {}));
    const missing = types
      .filter(isObjectType)
      .filter((type) => !roots.has(type.name) && !('id' in type.getFields()) && !known.has(type.name));
    expect(missing.map((type) => type.name)).toEqual([]);
  });

  it('names no type that is not there', () => {
    const there = new Set(types.map((type) => type.name));
    expect(Object.keys(options.keys ?? {}).filter((name) => !there.has(name))).toEqual([]);
  });

  it('knows what an interface or a union can be', () => {
    for (const type of types) {
      if (!isInterfaceType(type) && !isUnionType(type)) continue;
      expect(sorted(options.possibleTypes?.[type.name] ?? []), type.name).toEqual(
        sorted(schema.getPossibleTypes(type).map((one) => one.name)),
      );
    }
  });

  it('forgets its lists after every mutation but signing in and out, which start a new cache, and reporting', () => {
    const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
    const signing = new Set([
      'logIn', 'logOut', 'verifyEmail', 'resetPassword', 'acceptInvitation', 'deleteAccount', 'verifySecondFactor',
      'startPasskeyLogIn', 'finishPasskeyLogIn',
      // Changes nothing that is shown.
      'reportSearch',
    ]);
    expect(sorted(Object.keys(options.updates?.Mutation ?? {}))).toEqual(sorted(mutations.filter((name) => !signing.has(name))));
  });
});
