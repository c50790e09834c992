import { useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { AddToConcept } from './AddToConcept.tsx';

const searchGapLine = graphql(`
  fragment SearchGapLine on SearchGap {
    id
    query
    asked
    withoutResult
    partialOnly
    opened
    lastWeek
    isHandled
    foundNow { count hasAll }
  }
`);

const handleSearchGap = graphql(`
  mutation HandleSearchGap($input: HandleSearchGapInput!) {
    handleSearchGap(input: $input) {
      searchGap { id isHandled }
      userErrors { path code message }
    }
  }
`);

interface SearchGapProps {
  gap: FragmentType<typeof searchGapLine>;
  /** Looks after the thesaurus. */
  isCaretaker: boolean;
  /** It was handled, or no longer is: it is on the other list now. */
  onMoved: () => void;
}

/** What was searched for, what came of it then and now, and what can be done about it. */
export function SearchGap({ gap: masked, isCaretaker, onMoved }: SearchGapProps) {
  const t = useText();
  const gap = readFragment(searchGapLine, masked);
  const [isAdding, setAdding] = useState(false);
  const [{ fetching, error }, run] = useMutation(handleSearchGap);
  async function handle(isHandled: boolean) {
    const answer = await run({ input: { id: gap.id, isHandled } });
    if (answer.data?.handleSearchGap.searchGap) onMoved();
  }
  const then = [t('searchTerms.asked', { count: gap.asked })];
  if (gap.withoutResult > 0) then.push(t('searchTerms.foundNothing', { count: gap.withoutResult }));
  if (gap.partialOnly > 0) then.push(t('searchTerms.foundSome', { count: gap.partialOnly }));
  if (gap.opened > 0) then.push(t('searchTerms.openedTimes', { count: gap.opened }));
  else if (gap.withoutResult < gap.asked) then.push(t('searchTerms.openedNever'));
  const week = Number(gap.lastWeek.slice(6));
  return (
    <article className="bdg-search-terms__gap">
      <Heading level={2} size={3}>
        <Link href={paths.search({ q: gap.query })} lang="nl">{gap.query}</Link>
      </Heading>
      <p>{then.join(' · ')}</p>
      <p className="bdg-soft">
        {t('searchTerms.lastWeek', { week, year: gap.lastWeek.slice(0, 4) })}{' '}
        {gap.foundNow.count === 0
          ? t('searchTerms.nowNothing')
          : gap.foundNow.hasAll
            ? <strong>{t('searchTerms.nowFinds', { count: gap.foundNow.count })}</strong>
            : t('searchTerms.nowSome', { count: gap.foundNow.count })}
      </p>
      <Refusal problem={error && readProblem(error)} />
      <div className="bdg-buttons" data-print="no">
        {isCaretaker && !gap.isHandled && (
          <>
            <Link href={paths.newConcept(gap.query)}>{t('searchTerms.makeConcept')}</Link>
            <Button look="subtle" aria-expanded={isAdding} onClick={() => setAdding(!isAdding)}>{t('searchTerms.addToConcept')}</Button>
          </>
        )}
        <Button look="subtle" isBusy={fetching} onClick={() => void handle(!gap.isHandled)}>
          {gap.isHandled ? t('searchTerms.reopen') : t('searchTerms.handle')}
        </Button>
      </div>
      {isAdding && <AddToConcept word={gap.query} />}
    </article>
  );
}
