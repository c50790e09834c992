import type { Cache, DataFields, Resolver, Variables } from '@urql/exchange-graphcache';

/**
 * Joins the cached pages of a connection, so that "load more" only asks for the next page and going back shows
 * all that was loaded. Follows the cursors from the first page with the same arguments and the same `first`;
 * graphcache's relayPagination() also mixes in pages of another size, such as the six pilots of the home page.
 */
export const joinPages: Resolver = (_parent, args, cache, info) => {
  if (!cache.resolve(info.parentKey, info.fieldName, args)) return undefined;
  const { after: _after, ...first } = args;
  const start = cache.resolve(info.parentKey, info.fieldName, first) ? first : args;
  return walk(cache, info.parentKey, info.fieldName, start);
};

function walk(cache: Cache, parent: string, field: string, start: Variables) {
  const edges: unknown[] = [];
  const nodes: unknown[] = [];
  const seen = new Set<string>();
  let last: string | undefined;
  let page = key(cache.resolve(parent, field, start));
  while (page && !seen.has(page)) {
    seen.add(page);
    last = page;
    edges.push(...list(cache.resolve(page, 'edges')));
    nodes.push(...list(cache.resolve(page, 'nodes')));
    const pageInfo = key(cache.resolve(page, 'pageInfo'));
    const cursor = pageInfo && cache.resolve(pageInfo, 'endCursor');
    page = typeof cursor === 'string' ? key(cache.resolve(parent, field, { ...start, after: cursor })) : undefined;
  }
  if (!last) return undefined;
  return {
    __typename: cache.resolve(last, '__typename'),
    edges,
    nodes,
    pageInfo: cache.resolve(last, 'pageInfo'),
  } as unknown as DataFields;
}

function key(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
