import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { SavedSearchesQuery } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Page } from '../../ui/Page.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { MineNav } from '../mine/MineNav.tsx';
import { SavedSearchForm } from './SavedSearchForm.tsx';
import './saved.css';

const savedSearches = graphql(`
  query SavedSearches {
    themes { slug label }
    viewer {
      savedSearches {
        id
        name
        query
        filter { kinds municipalities provinces themes stages domains years }
        path
        mail
        lastLookedAt
        newCount
      }
    }
  }
`);

const updateSavedSearch = graphql(`
  mutation UpdateSavedSearch($input: UpdateSavedSearchInput!) {
    updateSavedSearch(input: $input) {
      savedSearch { id name mail lastLookedAt newCount }
      userErrors { path code message }
    }
  }
`);

const deleteSavedSearch = graphql(`
  mutation DeleteSavedSearch($input: DeleteSavedSearchInput!) {
    deleteSavedSearch(input: $input) {
      deletedId
      userErrors { path code message }
    }
  }
`);

type Saved = NonNullable<SavedSearchesQuery['viewer']>['savedSearches'][number];

/** `/mijn/zoekvragen`: what one saved to search for again, and what is new of it. */
export function SavedSearchesPage() {
  const t = useText();
  return (
    <SignedIn title={t('saved.title')}>
      {(viewer) => (
        <Page title={t('saved.title')} overline={viewer.person.displayName}>
          <MineNav />
          <Paragraph>{t('saved.text')}</Paragraph>
          <Searches />
        </Page>
      )}
    </SignedIn>
  );
}

function Searches() {
  const t = useText();
  const [state, again] = useQuery({ query: savedSearches, requestPolicy: 'cache-and-network' });
  const [done, setDone] = useState('');
  return (
    <>
      <p role="status" className="bdg-soft">
        {done}
      </p>
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ viewer, themes }) =>
          viewer && viewer.savedSearches.length > 0 ? (
            <div className="bdg-saved">
              <List label={t('saved.title')}>
                {viewer.savedSearches.map((saved) => (
                  <ListItem key={saved.id}>
                    <Search saved={saved} themes={themes} onDone={setDone} />
                  </ListItem>
                ))}
              </List>
            </div>
          ) : (
            <EmptyState title={t('saved.none')}>
              <p>{t('saved.noneText')}</p>
              <Link href={paths.search()} look="button">
                {t('saved.toSearch')}
              </Link>
            </EmptyState>
          )
        }
      </Loaded>
    </>
  );
}

interface SearchProps {
  saved: Saved;
  themes: SavedSearchesQuery['themes'];
  onDone: (text: string) => void;
}

function Search({ saved, themes, onDone }: SearchProps) {
  const t = useText();
  const [, look] = useMutation(updateSavedSearch);
  const [open, setOpen] = useState<'change' | 'delete' | null>(null);
  const close = () => setOpen(null);
  const words = useWords(saved, themes);
  return (
    <div className="bdg-saved__line">
      <div>
        <Heading level={2} size={4}>
          <Link href={newestFirst(saved.path)} onClick={() => void look({ input: { id: saved.id, looked: true } })}>
            {saved.name}
          </Link>{' '}
          {saved.newCount > 0 && <Tag look="accent">{t('saved.new', { count: saved.newCount })}</Tag>}
        </Heading>
        {words && <div>{words}</div>}
        <div className="bdg-soft">
          {saved.newCount === 0 && `${t('saved.nothingNew')} · `}
          {t(`saved.mail.${saved.mail}`)} · {t('saved.lookedAt')} <DateTime value={saved.lastLookedAt} form="near" />
        </div>
      </div>
      <div className="bdg-buttons">
        <Button look="subtle" aria-label={t('saved.changeOf', { name: saved.name })} onClick={() => setOpen('change')}>
          {t('saved.change')}
        </Button>
        <Button look="subtle" aria-label={t('saved.deleteOf', { name: saved.name })} onClick={() => setOpen('delete')}>
          {t('saved.delete')}
        </Button>
      </div>
      {open === 'change' && <ChangeDialog saved={saved} onClose={close} onDone={onDone} />}
      {open === 'delete' && <DeleteDialog saved={saved} onClose={close} onDone={onDone} />}
    </div>
  );
}

interface DialogProps {
  saved: Saved;
  onClose: () => void;
  onDone: (text: string) => void;
}

function ChangeDialog({ saved, onClose, onDone }: DialogProps) {
  const t = useText();
  const [{ data, error, fetching }, run] = useMutation(updateSavedSearch);
  return (
    <Dialog title={t('saved.changeTitle')} onClose={onClose}>
      <SavedSearchForm
        name={saved.name} mail={saved.mail} submit={t('saved.changeGo')} isBusy={fetching}
        problem={error && readProblem(error)} errors={data?.updateSavedSearch.userErrors ?? []}
        onSubmit={async (values) => {
          const answer = await run({ input: { id: saved.id, ...values } });
          if (!answer.data?.updateSavedSearch.savedSearch) return;
          onDone(t('saved.changed', { name: values.name }));
          onClose();
        }}
      />
    </Dialog>
  );
}

function DeleteDialog({ saved, onClose, onDone }: DialogProps) {
  const t = useText();
  const [{ data, error, fetching }, run] = useMutation(deleteSavedSearch);
  async function remove() {
    const answer = await run({ input: { id: saved.id } });
    if (answer.data?.deleteSavedSearch.deletedId) onDone(t('saved.deleted', { name: saved.name }));
  }
  return (
    <Dialog title={t('saved.deleteTitle')} onClose={onClose}>
      <div className="bdg-stack">
        <Refusal problem={error && readProblem(error)} errors={data?.deleteSavedSearch.userErrors} />
        <p>{t('saved.deleteText', { name: saved.name })}</p>
        <div>
          <Button look="primary" isBusy={fetching} onClick={() => void remove()}>
            {t('saved.deleteGo')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** What it searches for, where its name does not say so already. */
function useWords({ name, query, filter }: Saved, themes: SavedSearchesQuery['themes']): string {
  const t = useText();
  const parts = [
    query && query !== name ? `“${query}”` : '',
    ...filter.kinds.map((kind) => t(`kind.${kind}`)),
    ...filter.stages.map((stage) => t(`stage.${stage}`)),
    ...filter.domains.map((domain) => t(`domain.${domain}`)),
    ...filter.themes.map((slug) => themes.find((theme) => theme.slug === slug)?.label ?? slug),
    filter.municipalities.length > 0 ? t('saved.municipalities', { count: filter.municipalities.length }) : '',
    ...filter.provinces,
    ...filter.years.map(String),
  ];
  return parts.filter((part) => part && part !== name).join(', ');
}

/** New things stand at the top then. */
const newestFirst = (path: string) => `${path}${path.includes('?') ? '&' : '?'}volgorde=nieuwste`;
