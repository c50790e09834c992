import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { type FacetParam, type SearchParams, toSearchFilter } from '../search/params.ts';
import { SavedSearchForm } from './SavedSearchForm.tsx';

const saveSearch = graphql(`
  mutation SaveSearch($input: SaveSearchInput!) {
    saveSearch(input: $input) {
      savedSearch { id name }
      userErrors { path code message }
    }
  }
`);

const feedType = 'application/atom+xml';
/** Never news: a feed of nothing else would stay empty. */
const unpublished = new Set(['persoon', 'gemeente']);
const narrowing: FacetParam[] = ['soort', 'thema', 'fase', 'domein', 'gemeente', 'provincie', 'jaar'];

interface FollowingProps {
  params: SearchParams;
  /** What a chosen filter is called. */
  labelOf: (param: FacetParam, value: string) => string;
}

/** Ways to hear of what will match: keep the search, or read its feed. */
export function Following({ params, labelOf }: FollowingProps) {
  const t = useText();
  const { viewer } = useSession();
  const here = useRouterState({ select: (state) => state.location.href });
  const [isOpen, setOpen] = useState(false);
  // The address for which it was saved: another search may be saved as well.
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const address = paths.search(params);
  const hasFeed = !params.soort?.every((word) => unpublished.has(word));
  const feed = paths.searchFeed(params);
  useFeedOf(hasFeed ? feed : null);
  const labels = narrowing.flatMap((param) => (params[param] ?? []).map((value) => labelOf(param, value)));
  const suggested = [params.q, ...labels].filter(Boolean).join(', ') || t('saved.everything');
  return (
    <div data-print="no">
      <div className="bdg-following">
        {viewer ? (
          <Button onClick={() => setOpen(true)}>
            {t('saved.save')}
          </Button>
        ) : (
          <Link href={paths.signIn(here)}>{t('saved.signIn')}</Link>
        )}
        {hasFeed && (
          <a className="utrecht-link utrecht-link--html-a" href={feed} type={feedType} title={t('saved.followHelp')}>
            {t('saved.follow')}
          </a>
        )}
      </div>
      {savedAt === address && (
        <Notice look="ok" isUrgent>
          <p>
            {t('saved.done')} <Link href={paths.savedSearches()}>{t('saved.see')}</Link>
          </p>
        </Notice>
      )}
      {isOpen && (
        <SaveDialog
          params={params} name={suggested.slice(0, 100)} onClose={() => setOpen(false)}
          onSaved={() => {
            setOpen(false);
            setSavedAt(address);
          }}
        />
      )}
    </div>
  );
}

interface SaveDialogProps {
  params: SearchParams;
  name: string;
  onClose: () => void;
  onSaved: () => void;
}

function SaveDialog({ params, name, onClose, onSaved }: SaveDialogProps) {
  const t = useText();
  const [{ data, error, fetching }, run] = useMutation(saveSearch);
  return (
    <Dialog title={t('saved.save')} onClose={onClose}>
      <div className="bdg-stack">
        <p>{t('saved.saveText')}</p>
        <SavedSearchForm
          name={name} mail="NEVER" submit={t('saved.go')} isBusy={fetching}
          problem={error && readProblem(error)} errors={data?.saveSearch.userErrors ?? []}
          onSubmit={async (values) => {
            const input = { ...values, query: params.q ?? '', filter: toSearchFilter(params), literal: params.letterlijk === 'ja' };
            const answer = await run({ input });
            if (answer.data?.saveSearch.savedSearch) onSaved();
          }}
        />
      </div>
    </Dialog>
  );
}

/** Tells the browser and its feed reader of the feed; the server's own link, if there is one, is brought up to date. */
function useFeedOf(address: string | null) {
  useEffect(() => {
    const known = document.head.querySelector<HTMLLinkElement>(`link[rel="alternate"][type="${feedType}"]`);
    if (address === null) {
      known?.remove();
      return undefined;
    }
    const link = known ?? document.createElement('link');
    Object.assign(link, { rel: 'alternate', type: feedType, href: address });
    if (!known) document.head.append(link);
    return () => link.remove();
  }, [address]);
}
