import type { CombinedError } from '@urql/core';
import { useState } from 'react';
import { type FragmentType, readFragment } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import type { UserError } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import type { Crumb } from '../../ui/Breadcrumb.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { Versions, version } from './Versions.tsx';
import './history.css';

type Version = FragmentType<typeof version>;

interface VersionPage {
  totalCount: number;
  edges: readonly { node: Version }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Pages of a history, of which the cache keeps none: it is looked at seldom, and must be right. */
export function usePages() {
  const [after, setAfter] = useState<string | undefined>();
  const [before, setBefore] = useState<readonly Version[]>([]);
  return {
    after,
    joined: (page: VersionPage | null): readonly Version[] => {
      const own = page?.edges.map(({ node }) => node) ?? [];
      // While the next page is on its way, the one before is still what the query holds.
      const known = new Set(before.map((one) => readFragment(version, one).revision));
      return [...before, ...own.filter((one) => !known.has(readFragment(version, one).revision))];
    },
    goOn: (shown: readonly Version[], cursor: string | null) => {
      setBefore(shown);
      setAfter(cursor ?? undefined);
    },
  };
}

interface HistoryProps {
  crumbs: readonly Crumb[];
  overline: string;
  /** null for who may not change the thing. */
  list: VersionPage | null;
  versions: readonly Version[];
  present: number;
  /** The version that was just put back. */
  done: number | null;
  isBusy: boolean;
  error: CombinedError | undefined;
  errors: readonly UserError[];
  onMore: (shown: readonly Version[], cursor: string | null) => void;
  onRestore: (revision: number) => void;
}

/** What a thing said before, for who may change it. */
export function History({ crumbs, overline, list, versions, present, done, isBusy, error, errors, onMore, onRestore }: HistoryProps) {
  const t = useText();
  const problem = error && readProblem(error);
  return (
    <Page title={t('history.title')} crumbs={crumbs} overline={<span lang="nl">{overline}</span>}>
      {list === null ? (
        <ErrorState problem={{ kind: 'forbidden' }} />
      ) : (
        <>
          <p className="bdg-measure">
            {t('history.intro')} {t('history.legend')}
          </p>
          {problem?.kind === 'conflict' ? (
            <Notice look="warning" isUrgent>
              <p>{t('history.clash')}</p>
            </Notice>
          ) : (
            <Refusal problem={problem} errors={errors} />
          )}
          <p role="status">{done !== null && t('history.restored', { revision: done })}</p>
          <Versions versions={versions} present={present} isBusy={isBusy} onRestore={onRestore} />
          <LoadMore
            shown={versions.length} total={list.totalCount} hasMore={list.pageInfo.hasNextPage} isBusy={isBusy}
            onMore={() => onMore(versions, list.pageInfo.endCursor)}
          />
        </>
      )}
    </Page>
  );
}
